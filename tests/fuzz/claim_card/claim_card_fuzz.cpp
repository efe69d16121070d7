#include <cstddef>
#include <cstdint>
#include <string_view>

#include "attune/base/error.hpp"
#include "attune/plausible/judgement.hpp"

// A card is read and judged, or refused with an error of ours; nothing else happens.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    attune::plausible::card_text(attune::plausible::judge(attune::plausible::parse_card(text, "fuzz.yaml")));
  } catch (const attune::Error&) {
  }
  return 0;
}
