#include "attune/stats/alternative.hpp"

#include <fmt/format.h>

#include "attune/base/error.hpp"

namespace attune::stats {

std::string name_of(Alternative alternative) {
  switch (alternative) {
    case Alternative::two_sided:
      return "two-sided";
    case Alternative::greater:
      return "greater";
    case Alternative::less:
      return "less";
  }
  return "";
}

Alternative parse_alternative(std::string_view text) {
  for (const Alternative a : {Alternative::two_sided, Alternative::greater, Alternative::less})
    if (text == name_of(a)) return a;
  throw usage_error(fmt::format("alternative is {}; expected two-sided, greater or less", in_quotes(text)));
}

}  // namespace attune::stats
