#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "attune/base/error.hpp"
#include "attune/store/container.hpp"

namespace {

struct ScratchFile {
  ScratchFile() {
    std::string pattern = (std::filesystem::temp_directory_path() / "attune-fuzz-XXXXXX").string();
    ::close(::mkstemp(pattern.data()));
    path = pattern;
  }
  ~ScratchFile() {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
  }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  std::filesystem::path path;
};

}  // namespace

// Whatever the bytes are, reading ends in a container or in an input error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const ScratchFile scratch;
  std::ofstream(scratch.path, std::ios::binary | std::ios::trunc)
      .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  try {
    const attune::store::Container container = attune::store::read_container(scratch.path);
    for (const attune::store::DataArray& array : container.arrays) {
      std::size_t elements = 1;
      for (const attune::store::Axis& axis : array.axes) elements *= axis.size();
      if (elements != array.values.size()) __builtin_trap();
    }
  } catch (const attune::Error& e) {
    if (e.fault() != attune::Fault::input) __builtin_trap();
  }
  return 0;
}
