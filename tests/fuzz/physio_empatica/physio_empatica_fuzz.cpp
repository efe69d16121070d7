// Any text after a first byte is a file of a wristband, or an input error. A first byte of 'a' is acceleration.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "attune/base/error.hpp"
#include "attune/physio/formats.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  const bool acceleration = text.starts_with('a');
  if (!text.empty()) text.remove_prefix(1);
  try {
    const auto channels = attune::physio::parse_empatica(text, acceleration ? "ACC.csv" : "EDA.csv", 1560279825);
    if (channels.size() != (acceleration ? 3U : 1U)) std::abort();
    for (const attune::physio::Channel& channel : channels)
      if (channel.samples.empty() || !(channel.sampling_frequency.value() > 0)) std::abort();
  } catch (const attune::Error& error) {
    if (error.fault() != attune::Fault::input) std::abort();
  }
  return 0;
}
