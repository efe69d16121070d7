#include <cstddef>
#include <cstdint>
#include <string_view>

#include "attune/base/error.hpp"
#include "attune/study/claim_file.hpp"
#include "attune/study/study_file.hpp"

// A study or a claim is read, or refused with an error of ours; nothing else happens.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    attune::study::parse_study(text, "fuzz.yaml");
  } catch (const attune::Error&) {
  }
  try {
    attune::study::parse_claim(text, "fuzz.yaml");
  } catch (const attune::Error&) {
  }
  return 0;
}
