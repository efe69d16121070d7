#include "attune/gzip/byte_reader.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "attune/base/error.hpp"
#include "attune/base/files.hpp"

namespace attune {
namespace {

const std::size_t kStartBytes = 8192;  // every header, and the text header of an ordinary NRRD
const std::size_t kStartPiece = 16384;
const std::size_t kTextPiece = std::size_t{1} << 20;

bool is_gzip(std::span<const std::byte> start) {
  return start.size() >= 2 && start[0] == std::byte{0x1f} && start[1] == std::byte{0x8b};
}

class PlainReader : public ByteReader {
 public:
  PlainReader(const std::filesystem::path& path, NextPiece next) : ByteReader(path), next_(std::move(next)) {}

  std::size_t read(std::span<std::byte> out) override {
    std::size_t filled = 0;
    while (filled < out.size()) {
      if (piece_.empty()) piece_ = next_();
      if (piece_.empty()) break;
      const std::size_t count = std::min(piece_.size(), out.size() - filled);
      std::memcpy(out.data() + filled, piece_.data(), count);
      piece_ = piece_.subspan(count);
      filled += count;
    }
    delivered_ += filled;
    return filled;
  }

  void finish() override {
    while (!next_().empty()) {
    }
  }

 private:
  NextPiece next_;
  std::span<const std::byte> piece_;
};

}  // namespace

void ByteReader::read_exactly(std::span<std::byte> out) {
  const std::uint64_t start = delivered_;
  const std::size_t got = read(out);
  if (got != out.size())
    throw input_error(path_, fmt::format("the data end after {} bytes, expected at least {}; the file is cut short",
                                         start + got, start + out.size()));
}

void ByteReader::skip(std::uint64_t count) {
  std::array<std::byte, 4096> scratch;
  while (count > 0) {
    const auto step = static_cast<std::size_t>(std::min<std::uint64_t>(count, scratch.size()));
    read_exactly(std::span(scratch).first(step));
    count -= step;
  }
}

std::unique_ptr<ByteReader> plain_reader(const std::filesystem::path& path, NextPiece next) {
  return std::make_unique<PlainReader>(path, std::move(next));
}

InputFile::InputFile(const std::filesystem::path& path) : path_(path) {
  size_of_file(path);  // one message for a missing file or a folder
  descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor_ < 0) throw input_error(path, std::generic_category().message(errno));
  ::posix_fadvise(descriptor_, 0, 0, POSIX_FADV_SEQUENTIAL);
}

InputFile::~InputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::size_t InputFile::read(std::span<std::byte> out) {
  std::size_t filled = 0;
  while (filled < out.size()) {
    const ssize_t got = ::read(descriptor_, out.data() + filled, out.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw input_error(path_, std::generic_category().message(errno));
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  return filled;
}

FileStart read_start(const std::filesystem::path& path) {
  FileStart out;
  out.size = size_of_file(path);
  InputFile file(path);
  std::vector<std::byte> piece(kStartPiece);
  piece.resize(file.read(piece));
  if (piece.empty()) throw input_error(path, "is empty, expected an image");
  out.compressed = is_gzip(piece);
  if (!out.compressed) {
    piece.resize(std::min(piece.size(), kStartBytes));
    out.content = std::move(piece);
    return out;
  }
  bool first = true;
  const auto reader = gzip_reader(path, [&]() -> std::span<const std::byte> {
    if (!first) piece.resize(file.read(piece));
    first = false;
    return piece;
  });
  out.content.resize(kStartBytes);
  out.content.resize(reader->read(out.content));
  return out;
}

std::string read_unpacked_text(const std::filesystem::path& path, std::uint64_t limit) {
  InputFile file(path);
  std::vector<std::byte> piece(kTextPiece);
  piece.resize(file.read(piece));
  const bool packed = is_gzip(piece);
  bool first = true;
  const NextPiece next = [&]() -> std::span<const std::byte> {
    if (!first) piece.resize(file.read(piece));
    first = false;
    return piece;
  };
  const auto reader = packed ? gzip_reader(path, next) : plain_reader(path, next);
  std::string text;
  for (std::size_t got = 1; got > 0;) {
    const std::size_t before = text.size();
    text.resize(before + kTextPiece);
    got = reader->read(std::as_writable_bytes(std::span(text).subspan(before)));
    text.resize(before + got);
    if (text.size() > limit)
      throw input_error(path, fmt::format("holds more than {} bytes of text, which is no file of this kind", limit));
  }
  reader->finish();
  return text;
}

}  // namespace attune
