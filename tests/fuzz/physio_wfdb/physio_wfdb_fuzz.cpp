// A WFDB header up to the first NUL byte, and any bytes as every signal file, are a recording or an input error.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "attune/base/error.hpp"
#include "attune/physio/formats.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t end = std::min(text.find('\0'), size);
  const auto* bytes = reinterpret_cast<const std::byte*>(data);
  const std::vector<std::byte> signals(bytes + std::min(end + 1, size), bytes + size);
  try {
    const auto load = [&](const std::filesystem::path&) { return signals; };
    const attune::physio::Recording recording = attune::physio::parse_wfdb(text.substr(0, end), "fuzz.hea", load);
    for (const attune::physio::Channel& channel : recording.channels)
      if (channel.samples.empty() || channel.samples.size() > 2 * signals.size()) std::abort();
  } catch (const attune::Error& error) {
    if (error.fault() != attune::Fault::input) std::abort();
  }
  return 0;
}
