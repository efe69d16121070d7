// A first line of JSON and any text are a physio recording, or an input error.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "attune/base/error.hpp"
#include "attune/physio/formats.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t line = std::min(text.find('\n'), text.size());
  try {
    const attune::bids::Metadata sidecar = attune::bids::parse_metadata(text.substr(0, line), "fuzz_physio.json");
    const attune::physio::Recording recording = attune::physio::parse_bids_physio(
        text.substr(std::min(line + 1, text.size())), "sub-01_task-fuzz_physio.tsv", sidecar);
    for (const attune::physio::Channel& channel : recording.channels)
      if (channel.samples.size() != recording.channels.front().samples.size() || channel.samples.empty()) std::abort();
  } catch (const attune::Error& error) {
    if (error.fault() != attune::Fault::input) std::abort();
  }
  return 0;
}
