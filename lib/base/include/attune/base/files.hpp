#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace attune {

/// Whether an existing output may be replaced (`--force`).
enum class Overwrite { refuse, allow };

/// The whole file. Missing, unreadable or a folder: input error. `limit` bounds the allocation; a larger file is an
/// input error.
std::vector<std::byte> read_bytes(const std::filesystem::path& path, std::uintmax_t limit = std::uintmax_t{1} << 34);
std::string read_text(const std::filesystem::path& path, std::uintmax_t limit = std::uintmax_t{1} << 32);
/// Size in bytes; missing is an input error.
std::uintmax_t size_of_file(const std::filesystem::path& path);

/// A file that appears under its name only when complete: bytes go to a temporary file in the same folder, `commit`
/// syncs it to disk and renames it. Destroyed without commit, it leaves nothing. Folders are made as needed.
/// An existing target without `Overwrite::allow` is an output error at construction.
class AtomicFile {
 public:
  AtomicFile(std::filesystem::path target, Overwrite overwrite);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::span<const std::byte> bytes);
  void write(std::string_view text);
  /// For libraries that write by name (HDF5): the temporary file; nothing may have been written through `write`.
  const std::filesystem::path& temporary_path() const { return temporary_; }
  void commit();

 private:
  std::filesystem::path target_;
  std::filesystem::path temporary_;
  Overwrite overwrite_;
  int descriptor_ = -1;
  bool committed_ = false;
};

/// `text` into `path` by way of an AtomicFile.
void write_text(const std::filesystem::path& path, std::string_view text, Overwrite overwrite);

}  // namespace attune
