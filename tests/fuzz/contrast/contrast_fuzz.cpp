#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "attune/base/error.hpp"
#include "attune/bold/contrast.hpp"

// Any text is either a contrast with finite, known, non-zero weights or a usage error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<std::string> known{"own_happy", "unknown_happy", "own-happy", "a", "b"};
  try {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const attune::bold::Contrast contrast = attune::bold::parse_contrast("fuzz", text, known);
    bool any = false;
    for (const auto& [name, weight] : contrast.weights) {
      if (!std::isfinite(weight)) std::abort();
      any |= weight != 0.0;
    }
    if (!any) std::abort();
  } catch (const attune::Error& error) {
    if (error.fault() != attune::Fault::usage) std::abort();
  }
  return 0;
}
