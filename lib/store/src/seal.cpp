#include "seal.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/base/files.hpp"
#include "attune/base/hash.hpp"

namespace attune::store {
namespace {

constexpr std::string_view kMagic = "attune container 1\n";
constexpr std::string_view kHdf5Magic = "\x89HDF\r\n\x1a\n";

class File {
 public:
  File(const std::filesystem::path& path, int flags)
      : path_(path), descriptor_(::open(path.c_str(), flags | O_CLOEXEC)) {
    if (descriptor_ < 0) throw input_error(path_, std::generic_category().message(errno));
  }
  ~File() { ::close(descriptor_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  /// Fills `out` from `offset` on as far as the file goes; the number of bytes.
  std::size_t read_at(std::size_t offset, std::span<char> out) const {
    std::size_t filled = 0;
    while (filled < out.size()) {
      const ssize_t got =
          ::pread(descriptor_, out.data() + filled, out.size() - filled, static_cast<off_t>(offset + filled));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) throw input_error(path_, std::generic_category().message(errno));
      if (got == 0) break;
      filled += static_cast<std::size_t>(got);
    }
    return filled;
  }

  void write_front(std::string_view text) const {
    if (::pwrite(descriptor_, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
      throw output_error(path_, "cannot be written");
  }

 private:
  const std::filesystem::path& path_;
  int descriptor_;
};

std::string seal_of(const File& file, std::uintmax_t bytes) {
  Sha256 hash;
  std::vector<char> buffer(1 << 20);
  std::size_t at = kSealBytes;
  while (const std::size_t got = file.read_at(at, buffer)) {
    hash.update(std::string_view(buffer.data(), got));
    at += got;
  }
  std::string out = fmt::format("{}bytes {}\nsha256 {}\n", kMagic, bytes, hash.finish());
  out.resize(kSealBytes - 1, ' ');
  return out + "\n";
}

// The length that the user block states; nothing readable there is 0.
std::uintmax_t stated_bytes(std::string_view seal) {
  std::uintmax_t value = 0;
  constexpr std::string_view kField = "bytes ";
  seal.remove_prefix(kMagic.size());
  if (!seal.starts_with(kField)) return 0;
  for (const char c : seal.substr(kField.size(), 18)) {
    if (c < '0' || c > '9') break;
    value = value * 10 + static_cast<std::uintmax_t>(c - '0');
  }
  return value;
}

}  // namespace

void write_seal(const std::filesystem::path& path) {
  const File file(path, O_RDWR);
  file.write_front(seal_of(file, size_of_file(path)));
}

bool has_seal(const std::filesystem::path& path) {
  std::array<char, kMagic.size()> start{};
  std::error_code status;
  if (!std::filesystem::is_regular_file(path, status)) return false;
  try {
    const File file(path, O_RDONLY);
    return std::string_view(start.data(), file.read_at(0, start)) == kMagic;
  } catch (const Error&) {
    return false;
  }
}

void check_seal(const std::filesystem::path& path) {
  const std::uintmax_t bytes = size_of_file(path);
  const File file(path, O_RDONLY);
  std::string front(kSealBytes, '\0');
  front.resize(file.read_at(0, front));
  if (!front.starts_with(kMagic)) {
    if (front.starts_with(kHdf5Magic))
      throw input_error(path, "is HDF5 but no container of attune; write it with attune, or convert it to TSV");
    throw input_error(path, at_byte(0),
                      fmt::format("{} is there, expected an HDF5 container of attune",
                                  in_quotes(std::string_view(front).substr(0, 8))));
  }
  if (stated_bytes(front) != bytes)
    throw input_error(
        path, fmt::format("is {} bytes, its header says {}; the file is truncated or damaged: make it again", bytes,
                          stated_bytes(front)));
  if (front != seal_of(file, bytes))
    throw input_error(
        path, "its SHA-256 is not the one it was written with; the file is damaged or was edited: make it again");
}

}  // namespace attune::store
