// A Neuroscan .cnt file.
#include <cstddef>
#include <cstdint>
#include <fstream>

#include "attune/base/error.hpp"
#include "attune/eeg/channel_quality.hpp"
#include "attune/eeg/neuroscan.hpp"
#include "temporary_folder.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const attune::test::TemporaryFolder folder;
  std::ofstream(folder / "x.cnt", std::ios::binary | std::ios::trunc)
      .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  try {
    attune::eeg::check_quality(attune::eeg::read_neuroscan(folder / "x.cnt"));
  } catch (const attune::Error&) {
    // Refused: what a malformed file is for.
  }
  return 0;
}
