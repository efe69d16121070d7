#include <cstdint>
#include <string_view>

#include "attune/base/error.hpp"
#include "attune/bids/metadata.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const attune::bids::Metadata metadata = attune::bids::parse_metadata(text, "fuzz.json");
    for (const auto& [key, value] : metadata.values()) {
      metadata.has(key);
      metadata.number(key);
    }
  } catch (const attune::Error& e) {
    if (e.fault() != attune::Fault::input) __builtin_trap();
  }
  return 0;
}
