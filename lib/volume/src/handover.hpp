#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <mutex>
#include <span>
#include <vector>

namespace attune {

/// A few buffers that travel between the thread that inflates and the thread that uses: pieces of the file, handed over
/// once they are inflated (to be hashed), and volumes. Both kinds arrive in the order they were handed over.
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

  /// Working side: waits for a free buffer.
  std::size_t free_buffer(Event::Kind kind);
  void hand_over(const Event& event);
  void fail(std::exception_ptr error);

  /// Using side: the next event; rethrows what `fail` was told once everything before it has been seen.
  Event take();
  void give_back(const Event& event);
  void abandon();

  std::span<std::byte> buffer(Event::Kind kind, std::size_t index);

 private:
  struct Pool {
    std::vector<std::vector<std::byte>> buffers;
    std::deque<std::size_t> free;
  };
  Pool& pool(Event::Kind kind) { return kind == Event::Kind::piece ? pieces_ : volumes_; }

  std::mutex mutex_;
  std::condition_variable changed_for_worker_, changed_for_user_;
  Pool pieces_, volumes_;
  std::deque<Event> events_;
  std::exception_ptr error_;
  bool abandoned_ = false;
};

}  // namespace attune
