#include <cstdint>
#include <string_view>

#include "attune/base/error.hpp"
#include "attune/bids/name.hpp"

// A name that is accepted gives back the same parts after being written and read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const attune::bids::Name name = attune::bids::parse_name(std::filesystem::path(text));
    const attune::bids::Name again = attune::bids::parse_name(attune::bids::format_name(name));
    if (again.entities.size() != name.entities.size() || again.suffix != name.suffix) __builtin_trap();
  } catch (const attune::Error& e) {
    if (e.fault() != attune::Fault::input) __builtin_trap();
  }
  return 0;
}
