#include "attune/bold/events.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <tuple>
#include <utility>

#include "attune/base/number_text.hpp"

namespace attune::bold {

namespace {

Event event_at(const Table& table, std::size_t row, const std::string& type, double onset, double duration) {
  if (!std::isfinite(onset)) table.throw_at(row, "onset", "is missing, expected seconds");
  if (!std::isfinite(duration) || duration < 0)
    table.throw_at(row, "duration", "is not a number of seconds from 0; a momentary event has duration 0");
  return {Seconds(onset), Seconds(duration), type, {}, row, table.where(row)};
}

void refuse_twice(const Table& table, std::size_t row, std::size_t first, const Event& event) {
  table.throw_at(row, "onset",
                 fmt::format("{} s is there twice for {}, first at {}; remove one", format_double(event.onset.count()),
                             in_quotes(event.trial_type), table.where(first)));
}

}  // namespace

Events to_events(const Table& table, const EventOptions& options) {
  const std::vector<double> onsets = table.numbers("onset");
  const std::vector<double> durations = table.numbers("duration");
  const std::vector<std::string> types = table.text(options.type_column);
  std::vector<std::vector<double>> modulators;
  for (const std::string& name : options.modulators) modulators.push_back(table.numbers(name));
  Events result;
  result.modulators = options.modulators;
  std::size_t untyped = 0;
  std::map<std::pair<std::string, double>, std::size_t> seen;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (is_missing(types[row])) {
      if (options.untyped == EventOptions::Untyped::refuse)
        table.throw_at(row, options.type_column, "is missing; name the condition of the event or leave its row out");
      ++untyped;
      continue;
    }
    Event event = event_at(table, row, types[row], onsets[row], durations[row]);
    const auto [first, is_new] = seen.emplace(std::pair(types[row], onsets[row]), row);
    if (!is_new) refuse_twice(table, row, first->second, event);
    for (const std::vector<double>& values : modulators) event.modulation.push_back(values[row]);
    result.events.push_back(std::move(event));
  }
  std::stable_sort(result.events.begin(), result.events.end(), [](const Event& a, const Event& b) {
    return std::tie(a.onset, a.trial_type) < std::tie(b.onset, b.trial_type);
  });
  if (untyped > 0)
    result.warnings.push_back(fmt::format("{}: {} row(s) without a {} are no condition and are not modelled",
                                          describe(table.path()), untyped, options.type_column));
  return result;
}

}  // namespace attune::bold
