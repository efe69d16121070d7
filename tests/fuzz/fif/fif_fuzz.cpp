// A FIF file, plain or gzip, as its bytes say.
#include <cstddef>
#include <cstdint>
#include <fstream>

#include "attune/base/error.hpp"
#include "attune/eeg/channel_quality.hpp"
#include "attune/eeg/fif.hpp"
#include "temporary_folder.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const attune::test::TemporaryFolder folder;
  std::ofstream(folder / "x_raw.fif", std::ios::binary | std::ios::trunc)
      .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  try {
    attune::eeg::check_quality(attune::eeg::read_fif(folder / "x_raw.fif"));
  } catch (const attune::Error&) {
    // Refused: what a malformed file is for.
  }
  return 0;
}
