#include "attune/stats/compat.hpp"

#include <fmt/format.h>

#include <string>

#include "attune/base/error.hpp"
#include "attune/base/number_text.hpp"

namespace attune::stats {

Compat parse_compat(std::string_view name) {
  if (name == "none") return Compat::none;
  if (name == "r") return Compat::r;
  throw usage_error(fmt::format("compat is {}; expected none or r", in_quotes(name)));
}

void add_compat(Record& record, Compat compat) {
  if (compat == Compat::r) record.emplace_back("compat", std::string("r"));
}

ColumnMeaning compat_meaning() {
  return {"compat", "r: where R's packages stop a search early, their digits and not the exact ones", ""};
}

}  // namespace attune::stats
