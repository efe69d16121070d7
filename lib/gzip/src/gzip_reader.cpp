#include <fmt/format.h>
#include <isa-l/igzip_lib.h>

#include <algorithm>
#include <memory>

#include "attune/base/error.hpp"
#include "attune/gzip/byte_reader.hpp"

namespace attune {
namespace {

const char* inflate_problem(int code) {
  switch (code) {
    case ISAL_INVALID_WRAPPER:
      return "the gzip header is malformed";
    case ISAL_UNSUPPORTED_METHOD:
      return "the gzip header names a method that is not deflate";
    case ISAL_INCORRECT_CHECKSUM:
      return "the gzip checksum does not agree with the data: the file is damaged";
    default:
      return "the gzip data are damaged";
  }
}

class GzipReader : public ByteReader {
 public:
  GzipReader(const std::filesystem::path& path, NextPiece next) : ByteReader(path), next_(std::move(next)) {
    isal_inflate_init(state_.get());
    state_->crc_flag = ISAL_GZIP;
  }

  std::size_t read(std::span<std::byte> out) override {
    std::size_t filled = 0;
    while (filled < out.size()) {
      if (state_->block_state == ISAL_BLOCK_FINISH && !next_member()) break;
      filled += inflate_some(out.subspan(filled));
    }
    delivered_ += filled;
    return filled;
  }

  void finish() override {
    std::vector<std::byte> scratch(std::size_t{1} << 16);
    while (read(scratch) > 0) {
    }
  }

 private:
  /// Fetches input if there is none; false at the end of the file.
  bool have_input() {
    if (state_->avail_in > 0) return true;
    const auto piece = next_();
    // ISA-L only reads from next_in, though its type does not say so.
    state_->next_in = reinterpret_cast<std::uint8_t*>(const_cast<std::byte*>(piece.data()));
    state_->avail_in = static_cast<std::uint32_t>(piece.size());
    consumed_ += piece.size();
    return !piece.empty();
  }

  std::size_t inflate_some(std::span<std::byte> out) {
    const bool at_end = !have_input();
    const auto room = static_cast<std::uint32_t>(std::min<std::size_t>(out.size(), std::size_t{1} << 30));
    state_->next_out = reinterpret_cast<std::uint8_t*>(out.data());
    state_->avail_out = room;
    const int code = isal_inflate(state_.get());
    if (code < 0) throw input_error(path_, at_byte(consumed_ - state_->avail_in), inflate_problem(code));
    const std::size_t produced = room - state_->avail_out;
    if (at_end && produced == 0 && state_->block_state != ISAL_BLOCK_FINISH)
      throw input_error(path_, at_byte(consumed_), "the gzip stream is cut short: the file ends inside it");
    return produced;
  }

  /// Zero bytes may pad the end of a gzip file; anything else after a member has to be another member.
  bool next_member() {
    while (have_input()) {
      if (*state_->next_in == 0x1f) {
        isal_inflate_reset(state_.get());
        state_->crc_flag = ISAL_GZIP;
        return true;
      }
      if (*state_->next_in != 0)
        throw input_error(path_, at_byte(consumed_ - state_->avail_in),
                          "after the gzip stream there is something that is neither gzip nor zero padding");
      ++state_->next_in;
      --state_->avail_in;
    }
    return false;
  }

  NextPiece next_;
  std::unique_ptr<inflate_state> state_ = std::make_unique<inflate_state>();
  std::uint64_t consumed_ = 0;
};

}  // namespace

std::unique_ptr<ByteReader> gzip_reader(const std::filesystem::path& path, NextPiece next) {
  return std::make_unique<GzipReader>(path, std::move(next));
}

}  // namespace attune
