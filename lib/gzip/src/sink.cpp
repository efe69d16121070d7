#include "attune/gzip/sink.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <vector>

#include "attune/base/error.hpp"

namespace attune {

struct GzipSink::Deflater {
  explicit Deflater(int level) {
    constexpr int kGzipWindow = 15 + 16;
    if (deflateInit2(&stream, level, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK)
      throw Error(Fault::internal, fmt::format("zlib does not accept level {}", level));
  }
  ~Deflater() { deflateEnd(&stream); }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  z_stream stream{};
  std::vector<std::byte> out = std::vector<std::byte>(std::size_t{1} << 18);
};

GzipSink::GzipSink(AtomicFile& file, bool gzip, int level)
    : file_(file), deflater_(gzip ? std::make_unique<Deflater>(level) : nullptr) {}
GzipSink::~GzipSink() = default;

void GzipSink::write(std::span<const std::byte> bytes, bool last) {
  if (!deflater_) return file_.write(bytes);
  z_stream& stream = deflater_->stream;
  std::vector<std::byte>& out = deflater_->out;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  int status = Z_OK;
  do {
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    status = deflate(&stream, last ? Z_FINISH : Z_NO_FLUSH);
    file_.write(std::span<const std::byte>(out).first(out.size() - stream.avail_out));
  } while (stream.avail_out == 0 || (last && status != Z_STREAM_END));
}

void write_gzip_text(const std::filesystem::path& path, std::string_view text, Overwrite overwrite) {
  constexpr int kLevel = 6;
  constexpr std::size_t kPiece = std::size_t{1} << 30;  // zlib counts in 32 bits
  AtomicFile file(path, overwrite);
  GzipSink sink(file, true, kLevel);
  auto bytes = std::as_bytes(std::span(text));
  for (; bytes.size() > kPiece; bytes = bytes.subspan(kPiece)) sink.write(bytes.first(kPiece));
  sink.write(bytes, true);
  file.commit();
}

}  // namespace attune
