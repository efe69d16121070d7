#include <cstddef>
#include <cstdint>
#include <string_view>

#include "attune/base/error.hpp"
#include "attune/statsmodel/model.hpp"

// A model is read, or refused with an input error of one line; nothing else happens.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    attune::statsmodel::parse_stats_model(text, "fuzz.json");
  } catch (const attune::Error& error) {
    if (error.fault() != attune::Fault::input) __builtin_trap();
    if (std::string_view(error.what()).find('\n') != std::string_view::npos) __builtin_trap();
  }
  return 0;
}
