#include "attune/base/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>

#include "attune/base/error.hpp"

namespace attune {
namespace {

std::string reason(int code) { return std::generic_category().message(code); }

struct Descriptor {
  int value;
  explicit Descriptor(int v) : value(v) {}
  ~Descriptor() {
    if (value >= 0) ::close(value);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
};

void sync_folder(const std::filesystem::path& folder) {
  const Descriptor handle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (handle.value >= 0) ::fsync(handle.value);
}

}  // namespace

std::uintmax_t size_of_file(const std::filesystem::path& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0)
    throw input_error(path, errno == ENOENT ? "no such file; check the path" : reason(errno));
  if (S_ISDIR(info.st_mode)) throw input_error(path, "is a folder, expected a file");
  return static_cast<std::uintmax_t>(info.st_size);
}

namespace {

template <class Buffer>
Buffer read_whole(const std::filesystem::path& path, std::uintmax_t limit) {
  const std::uintmax_t size = size_of_file(path);
  if (size > limit) throw input_error(path, fmt::format("is {} bytes, at most {} are read here", size, limit));
  const Descriptor handle(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (handle.value < 0) throw input_error(path, reason(errno));
  Buffer out;
  out.resize(static_cast<std::size_t>(size));
  std::size_t filled = 0;
  // A pipe or /proc file has size 0 and content: keep reading until the end.
  while (true) {
    if (filled == out.size()) out.resize(out.size() + 65536);
    const ssize_t got = ::read(handle.value, out.data() + filled, out.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw input_error(path, reason(errno));
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
    if (filled > limit) throw input_error(path, fmt::format("is longer than {} bytes", limit));
  }
  out.resize(filled);
  return out;
}

}  // namespace

std::vector<std::byte> read_bytes(const std::filesystem::path& path, std::uintmax_t limit) {
  return read_whole<std::vector<std::byte>>(path, limit);
}

std::string read_text(const std::filesystem::path& path, std::uintmax_t limit) {
  return read_whole<std::string>(path, limit);
}

AtomicFile::AtomicFile(std::filesystem::path target, Overwrite overwrite)
    : target_(std::move(target)), overwrite_(overwrite) {
  static std::atomic<unsigned> counter{0};
  std::error_code status;
  if (std::filesystem::is_directory(target_, status)) throw output_error(target_, "is a folder; name a file");
  if (std::filesystem::exists(target_, status) && !std::filesystem::is_regular_file(target_, status))
    throw output_error(target_, "is a device or a pipe, which must not be replaced; name a file");
  if (overwrite == Overwrite::refuse && std::filesystem::exists(target_, status))
    throw output_error(target_, "exists; use --force to replace it or choose another name");
  const std::filesystem::path folder = target_.has_parent_path() ? target_.parent_path() : ".";
  std::filesystem::create_directories(folder, status);
  if (status) throw output_error(folder, fmt::format("cannot make this folder: {}", status.message()));
  temporary_ = folder / fmt::format(".{}.{}.{}.tmp", target_.filename().string(), ::getpid(), counter++);
  descriptor_ = ::open(temporary_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor_ < 0) throw output_error(target_, fmt::format("cannot be written: {}", reason(errno)));
}

AtomicFile::~AtomicFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!committed_ && !temporary_.empty()) ::unlink(temporary_.c_str());
}

void AtomicFile::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(descriptor_, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) throw output_error(target_, fmt::format("cannot be written: {}", reason(errno)));
    bytes = bytes.subspan(static_cast<std::size_t>(put));
  }
}

void AtomicFile::write(std::string_view text) { write(std::as_bytes(std::span(text.data(), text.size()))); }

void AtomicFile::commit() {
  if (::fsync(descriptor_) != 0) throw output_error(target_, fmt::format("cannot be written: {}", reason(errno)));
  // A file that has appeared meanwhile is not replaced either, where the file system can tell.
  int renamed = -1;
  if (overwrite_ == Overwrite::refuse) {
    renamed = ::renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, target_.c_str(), RENAME_NOREPLACE);
    if (renamed != 0 && errno == EEXIST)
      throw output_error(target_, "has appeared while the work was done; use --force to replace it");
  }
  if (renamed != 0 && ::rename(temporary_.c_str(), target_.c_str()) != 0)
    throw output_error(target_, fmt::format("cannot be put in place: {}", reason(errno)));
  committed_ = true;
  sync_folder(target_.has_parent_path() ? target_.parent_path() : ".");
}

void write_text(const std::filesystem::path& path, std::string_view text, Overwrite overwrite) {
  AtomicFile file(path, overwrite);
  file.write(text);
  file.commit();
}

}  // namespace attune
