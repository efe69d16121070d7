#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace attune {

/// Hands out a file piece by piece, in order; empty at its end. A piece stays valid until the next is asked for.
using NextPiece = std::function<std::span<const std::byte>()>;

/// The content of a file, inflated where it is gzipped, from front to back.
class ByteReader {
 public:
  virtual ~ByteReader() = default;
  /// Fills `out` unless the content ends first; returns how many bytes are new.
  virtual std::size_t read(std::span<std::byte> out) = 0;
  /// Reads to the end of the file, so that checksums and trailing bytes have been seen.
  virtual void finish() = 0;

  /// Exactly as many bytes; fewer is an input error that says so.
  void read_exactly(std::span<std::byte> out);
  void skip(std::uint64_t count);

 protected:
  explicit ByteReader(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
  std::uint64_t delivered_ = 0;
};

/// A reader over the bytes as they are.
std::unique_ptr<ByteReader> plain_reader(const std::filesystem::path& path, NextPiece next);
/// A reader that inflates gzip, one member or several; checksum and size of each member are checked at its end.
std::unique_ptr<ByteReader> gzip_reader(const std::filesystem::path& path, NextPiece next);

/// An open file that is read from front to back.
class InputFile {
 public:
  explicit InputFile(const std::filesystem::path& path);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  /// Fills `out` unless the file ends first.
  std::size_t read(std::span<std::byte> out);

 private:
  std::filesystem::path path_;
  int descriptor_ = -1;
};

/// How a file begins: enough of its (inflated) content for any header, and what it is.
struct FileStart {
  std::vector<std::byte> content;
  bool compressed = false;
  std::uint64_t size = 0;  ///< of the file on disk
};
FileStart read_start(const std::filesystem::path& path);

/// All of a text file, inflated where it is gzipped. More than `limit` bytes is an input error.
std::string read_unpacked_text(const std::filesystem::path& path, std::uint64_t limit);

}  // namespace attune
