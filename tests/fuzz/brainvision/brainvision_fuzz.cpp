// A BrainVision recording from three pieces of the input, cut at its first two NUL bytes: header, markers, samples.
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <string_view>

#include "attune/base/error.hpp"
#include "attune/eeg/brainvision.hpp"
#include "temporary_folder.hpp"

namespace {

void put(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

std::string_view take_piece(std::string_view& rest) {
  const std::size_t end = rest.find('\0');
  const std::string_view piece = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  return piece;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const attune::test::TemporaryFolder folder;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  put(folder / "x.vhdr", take_piece(rest));
  put(folder / "x.vmrk", take_piece(rest));
  put(folder / "x.eeg", rest);
  try {
    attune::eeg::read_brainvision(folder / "x.vhdr");
  } catch (const attune::Error&) {
    // Refused: what a malformed file is for.
  }
  return 0;
}
