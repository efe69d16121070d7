#include "attune/eeg/event_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/base/error.hpp"
#include "attune/base/number_text.hpp"

namespace attune::eeg {
namespace {

// The column that names the kind of an event.
std::string type_column(const Table& table) {
  for (const char* name : {"trial_type", "value"})
    if (table.has(name)) return name;
  throw input_error(table.path(), "there is neither a column trial_type nor value; one of them names the events");
}

}  // namespace

std::vector<Event> events_from_table(const Table& table, Hertz sampling_frequency) {
  const std::string type_name = type_column(table);
  const std::vector<double> onsets = table.numbers("onset");
  const std::vector<double> durations =
      table.has("duration") ? table.numbers("duration") : std::vector<double>(table.rows(), 0.0);
  const std::vector<std::string> types = table.text(type_name);
  std::vector<Event> events(table.rows());
  for (std::size_t row = 0; row < events.size(); ++row) {
    if (!std::isfinite(onsets[row])) table.throw_at(row, "onset", "is missing; an event needs an onset in seconds");
    events[row].sample = onsets[row] * sampling_frequency.value();
    events[row].duration_samples = std::isfinite(durations[row]) ? durations[row] * sampling_frequency.value() : 0.0;
    events[row].type = is_missing(types[row]) ? "n/a" : types[row];
  }
  for (const Column& column : table.columns()) {
    if (column.name == "onset" || column.name == "duration" || column.name == type_name) continue;
    for (std::size_t row = 0; row < events.size(); ++row)
      if (const std::string cell = column.cell(row); is_missing(cell))
        continue;
      else if (column.name == "kind")
        events[row].kind = cell;
      else
        events[row].fields.emplace_back(column.name, cell);
  }
  std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return a.sample < b.sample; });
  return events;
}

}  // namespace attune::eeg
