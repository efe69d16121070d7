#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

namespace attune::eeg {

/// A file's bytes as the system pages them in; the file must not be cut short meanwhile. Missing, a folder and
/// unreadable are input errors. An empty file has no bytes.
class MappedFile {
 public:
  explicit MappedFile(const std::filesystem::path& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::span<const std::byte> bytes() const { return {data_, size_}; }

 private:
  const std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace attune::eeg
