// A layout and the text that it lays out, cut at the first NUL byte of the input.
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <string_view>

#include "attune/base/error.hpp"
#include "attune/eeg/channel_quality.hpp"
#include "attune/eeg/text_recording.hpp"
#include "temporary_folder.hpp"

namespace {

void put(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const attune::test::TemporaryFolder folder;
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const std::size_t end = std::min(all.find('\0'), size);
  put(folder / "x.layout.json", all.substr(0, end));
  put(folder / "x.csv", all.substr(std::min(end + 1, size)));
  try {
    const attune::eeg::TextLayout layout = attune::eeg::read_text_layout(folder / "x.layout.json");
    attune::eeg::check_quality(attune::eeg::read_text_recording(folder / "x.csv", layout));
  } catch (const attune::Error&) {
    // Refused: what a malformed file is for.
  }
  return 0;
}
