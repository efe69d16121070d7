#include <cstddef>
#include <cstdint>
#include <string_view>

#include "attune/base/error.hpp"
#include "attune/preprocess/cleaned_epochs.hpp"

// A file of steps is read, or refused with an error of ours; what is read goes back to a text that reads the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    for (const attune::preprocess::Step& step : attune::preprocess::parse_steps(text, "fuzz.txt"))
      if (!(attune::preprocess::parse_step(attune::preprocess::to_text(step)) == step)) __builtin_trap();
  } catch (const attune::Error&) {
  }
  return 0;
}
