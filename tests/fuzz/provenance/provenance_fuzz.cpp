#include <cstddef>
#include <cstdint>
#include <string_view>

#include "attune/base/error.hpp"
#include "attune/store/provenance.hpp"

// A record is read, or refused with an error of ours; nothing else happens.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    attune::store::parse_provenance(text, "fuzz.json");
  } catch (const attune::Error&) {
  }
  return 0;
}
