#include "mapped_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "attune/base/error.hpp"
#include "attune/base/files.hpp"

namespace attune::eeg {

MappedFile::MappedFile(const std::filesystem::path& path) {
  size_of_file(path);  // a missing file and a folder have their own words
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) throw input_error(path, std::string("cannot be read: ") + std::strerror(errno));
  struct stat status {};
  const bool known = ::fstat(descriptor, &status) == 0;
  void* at = nullptr;
  if (known && status.st_size > 0)
    at = ::mmap(nullptr, static_cast<std::size_t>(status.st_size), PROT_READ, MAP_PRIVATE, descriptor, 0);
  const int reason = errno;
  ::close(descriptor);
  if (!known || at == MAP_FAILED) throw input_error(path, std::string("cannot be read: ") + std::strerror(reason));
  data_ = static_cast<const std::byte*>(at);
  size_ = static_cast<std::size_t>(status.st_size);
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(const_cast<std::byte*>(data_), size_);
}

}  // namespace attune::eeg
