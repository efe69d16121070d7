// The input as a .set file (MAT v5 or v7.3), with 24 bytes of samples beside it.
#include <cstddef>
#include <cstdint>
#include <fstream>

#include "attune/base/error.hpp"
#include "attune/eeg/eeglab.hpp"
#include "temporary_folder.hpp"

// HDF5 asks malloc for whatever size it finds in a damaged file and reports an error if there is no such memory.
extern "C" const char* __asan_default_options() { return "allocator_may_return_null=1"; }  // NOLINT: ASan's name

// It also leaves small pieces behind where it gives up on a damaged file.
extern "C" const char* __lsan_default_suppressions() { return "leak:libhdf5"; }  // NOLINT: LeakSanitizer's name

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const attune::test::TemporaryFolder folder;
  static const bool samples_written = [] {
    std::ofstream(folder / "x.fdt", std::ios::binary) << std::string(24, '\0');
    return true;
  }();
  (void)samples_written;
  std::ofstream(folder / "x.set", std::ios::binary | std::ios::trunc)
      .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  try {
    attune::eeg::read_eeglab(folder / "x.set");
  } catch (const attune::Error&) {
    // Refused: what a malformed file is for.
  }
  return 0;
}
