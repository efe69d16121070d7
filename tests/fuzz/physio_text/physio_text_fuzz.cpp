// Any text is a recording (OpenSignals, BioSPPy, columns of numbers) or an input error. A first byte of 'r' states a
// sampling frequency.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "attune/base/error.hpp"
#include "attune/physio/formats.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  attune::physio::SourceRequest request;
  if (text.starts_with('r')) request.sampling_frequency = attune::Hertz(100);
  if (!text.empty()) text.remove_prefix(1);
  try {
    const attune::physio::Recording recording = attune::physio::parse_text(text, "fuzz.csv", request);
    if (recording.channels.empty()) std::abort();
    for (const attune::physio::Channel& channel : recording.channels) {
      // Gaps are filled up to a stated number of times the samples.
      const bool fits = !channel.samples.empty() && channel.samples.size() <= 32 * (size + 1);
      if (!fits || !(channel.sampling_frequency.value() > 0)) std::abort();
    }
  } catch (const attune::Error& error) {
    if (error.fault() != attune::Fault::input) std::abort();
  }
  return 0;
}
