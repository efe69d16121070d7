#include "smallest_effect.hpp"

#include "attune/base/error.hpp"
#include "attune/stats/effect_size.hpp"

namespace attune::study {

std::string smallest_effect_text(const Entry& entry) {
  const std::string text = entry.text();
  try {
    stats::parse_smallest_effect(text);
  } catch (const Error& error) {
    entry.fail(error.what());
  }
  return text;
}

}  // namespace attune::study
