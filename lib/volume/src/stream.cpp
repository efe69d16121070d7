#include <algorithm>
#include <thread>

#include "attune/base/hash.hpp"
#include "attune/gzip/byte_reader.hpp"
#include "attune/volume/image.hpp"
#include "handover.hpp"
#include "nrrd.hpp"
#include "voxels.hpp"

namespace attune {
namespace {

using Kind = Handover::Event::Kind;

const std::size_t kPieceBytes = std::size_t{1} << 19;
const std::size_t kPieces = 6;
const std::size_t kVolumesAhead = 3;

/// The working side: inflates pieces of the file into volume buffers and hands both over.
class Worker {
 public:
  Worker(const ImageHeader& header, Handover& handover) : header_(header), handover_(handover) {}

  void operator()() {
    try {
      const auto next = [this] { return next_piece(); };
      const auto reader =
          header_.compressed ? gzip_reader(header_.data_path, next) : plain_reader(header_.data_path, next);
      reader->skip(header_.data_offset);
      for (std::int64_t index = 0; index < header_.volumes; ++index) {
        const std::size_t slot = handover_.free_volume();
        const auto bytes = handover_.buffer(Kind::volume, slot);
        reader->read_exactly(bytes);
        handover_.hand_over({Kind::volume, slot, bytes.size()});
      }
      reader->finish();
      handover_.hand_over({Kind::end, 0, 0});
    } catch (const Handover::Abandoned&) {
    } catch (...) {
      handover_.fail(std::current_exception());
    }
  }

 private:
  /// The piece before is used up when the next is asked for.
  std::span<const std::byte> next_piece() {
    if (ended_) return {};
    if (held_.bytes > 0) handover_.hand_over(held_);
    held_ = handover_.next_piece();
    ended_ = held_.bytes == 0;
    return handover_.buffer(Kind::piece, held_.buffer).first(held_.bytes);
  }

  const ImageHeader& header_;
  Handover& handover_;
  Handover::Event held_{Kind::piece, 0, 0};
  bool ended_ = false;
};

/// Lets the working thread go before it is joined, however the using side leaves.
struct Release {
  Handover& handover;
  ~Release() { handover.abandon(); }
};

}  // namespace

StreamResult stream_volumes(const ImageHeader& header, const std::function<void(const StoredVolume&)>& visit) {
  if (header.format == "NRRD") return visit_nrrd(header, visit);
  const std::size_t volume_bytes = header.grid.voxels() * size_of(header.type);
  const auto slots = static_cast<std::size_t>(std::min<std::int64_t>(header.volumes, kVolumesAhead));
  Handover handover(kPieces, kPieceBytes, slots, volume_bytes);
  InputFile file(header.data_path);
  Worker worker(header, handover);
  std::jthread thread(std::ref(worker));
  const Release release{handover};
  Sha256 hash;
  std::int64_t index = 0;
  while (true) {
    Handover::Event event = handover.take();
    if (event.kind == Kind::end) break;
    const auto bytes = handover.buffer(event.kind, event.buffer);
    if (event.kind == Kind::piece) {
      event.bytes = file.read(bytes);
      hash.update(bytes.first(event.bytes));
    } else {
      if (header.big_endian) swap_bytes(bytes, size_of(header.type));
      visit({index++, header.type, bytes});
    }
    handover.give_back(event);
  }
  return {hash.finish()};
}

}  // namespace attune
