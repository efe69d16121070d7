#include <cstdint>
#include <string_view>

#include "attune/base/error.hpp"
#include "attune/bids/events.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const attune::bids::Events events = attune::bids::parse_events(text, "fuzz.tsv");
    if (events.events.size() + events.without_onset != events.table.rows()) __builtin_trap();
  } catch (const attune::Error& e) {
    if (e.fault() != attune::Fault::input) __builtin_trap();
  }
  return 0;
}
