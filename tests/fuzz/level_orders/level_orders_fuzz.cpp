#include <cstdint>
#include <string_view>

#include "attune/base/error.hpp"
#include "attune/store/level_orders.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    for (const auto& [column, levels] : attune::store::parse_level_orders(text, "fuzz.json"))
      if (levels.empty()) __builtin_trap();
  } catch (const attune::Error& e) {
    if (e.fault() != attune::Fault::input) __builtin_trap();
  }
  return 0;
}
