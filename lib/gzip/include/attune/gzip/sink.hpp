#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

#include "attune/base/files.hpp"

namespace attune {

/// Bytes into a file that appears under its name only when it is complete, gzipped on the way or not. The same bytes
/// give the same file on every machine: zlib, and no name or time in the header.
class GzipSink {
 public:
  /// `level` is zlib's, 0 to 9; another one is an internal error. `file` must outlive the sink.
  GzipSink(AtomicFile& file, bool gzip, int level);
  ~GzipSink();
  GzipSink(const GzipSink&) = delete;
  GzipSink& operator=(const GzipSink&) = delete;

  /// The last piece (it may be empty) ends the stream; nothing may follow.
  void write(std::span<const std::byte> bytes, bool last = false);

 private:
  struct Deflater;
  AtomicFile& file_;
  std::unique_ptr<Deflater> deflater_;  ///< none: the bytes go as they are
};

/// Writes a gzipped text file.
void write_gzip_text(const std::filesystem::path& path, std::string_view text, Overwrite overwrite);

}  // namespace attune
