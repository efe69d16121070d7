#include "attune/bold/events.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <utility>

#include "attune/base/number_text.hpp"

namespace attune::bold {

Events to_events(const Table& table, const std::string& type_column) {
  const std::vector<double> onsets = table.numbers("onset");
  const std::vector<double> durations = table.numbers("duration");
  const std::vector<std::string> types = table.text(type_column);
  Events result;
  std::size_t untyped = 0;
  std::map<std::pair<std::string, double>, std::size_t> seen;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (is_missing(types[row])) {
      ++untyped;
      continue;
    }
    if (!std::isfinite(onsets[row])) table.throw_at(row, "onset", "is missing, expected seconds");
    if (!std::isfinite(durations[row]) || durations[row] < 0)
      table.throw_at(row, "duration", "is not a number of seconds from 0; a momentary event has duration 0");
    const auto [first, is_new] = seen.emplace(std::pair(types[row], onsets[row]), row);
    if (!is_new)
      table.throw_at(row, "onset",
                     fmt::format("{} s is there twice for {}, first at {}; remove one", format_double(onsets[row]),
                                 in_quotes(types[row]), table.where(first->second)));
    result.events.push_back({Seconds(onsets[row]), Seconds(durations[row]), types[row]});
  }
  std::stable_sort(result.events.begin(), result.events.end(),
                   [](const Event& a, const Event& b) { return a.onset < b.onset; });
  if (untyped > 0)
    result.warnings.push_back(fmt::format("{}: {} row(s) without a {} are no condition and are not modelled",
                                          describe(table.path()), untyped, type_column));
  return result;
}

}  // namespace attune::bold
