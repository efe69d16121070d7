#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

namespace attune {

/// A few buffers that travel between the thread that inflates (the working side) and the thread that reads the file and
/// uses the volumes (the using side). Pieces of the file go to the working side and come back once they are inflated;
/// volumes go the other way. Inflating is the longest part, so everything else is left to the using side.
class Handover {
 public:
  struct Event {
    enum class Kind { piece, volume, end };
    Kind kind = Kind::end;
    std::size_t buffer = 0;
    std::size_t bytes = 0;
  };
  /// Thrown into the working side when the using side has gone.
  struct Abandoned {};

  Handover(std::size_t pieces, std::size_t piece_bytes, std::size_t volumes, std::size_t volume_bytes);

  /// Working side: waits for the next piece of the file; one without bytes is its end.
  Event next_piece();
  /// Working side: waits for a volume's buffer.
  std::size_t free_volume();
  /// Working side: a piece that is used up, a volume that is full, or the end.
  void hand_over(const Event& event);
  void fail(std::exception_ptr error);

  /// Using side: the next event; rethrows what `fail` was told once everything before it has been seen.
  Event take();
  /// Using side: a piece with its bytes filled in, or a volume that is done with.
  void give_back(const Event& event);
  void abandon();

  std::span<std::byte> buffer(Event::Kind kind, std::size_t index);

 private:
  // Buffers are written before they are read; zeroing them first would take time that inflating needs.
  struct Pool {
    std::vector<std::unique_ptr<std::byte[]>> buffers;
    std::size_t bytes = 0;
    void add(std::size_t count);
  };

  std::mutex mutex_;
  std::condition_variable changed_for_worker_, changed_for_user_;
  Pool pieces_, volumes_;
  std::deque<Event> filled_;
  std::deque<std::size_t> free_volumes_;
  std::deque<Event> events_;
  std::exception_ptr error_;
  bool abandoned_ = false;
};

}  // namespace attune
