#include "attune/physio/marks.hpp"

#include <algorithm>
#include <utility>

namespace attune::physio {
namespace {

std::string or_missing(const std::string& text) { return text.empty() ? "n/a" : text; }

}  // namespace

Table to_table(std::vector<Mark> marks) {
  std::stable_sort(marks.begin(), marks.end(), [](const Mark& a, const Mark& b) { return a.time_s < b.time_s; });
  Column::Numbers times, values;
  Column::Text kinds, channels, units, notes;
  for (const Mark& mark : marks) {
    times.push_back(mark.time_s);
    values.push_back(mark.value);
    kinds.push_back(or_missing(mark.kind));
    channels.push_back(or_missing(mark.channel));
    units.push_back(or_missing(mark.unit));
    notes.push_back(or_missing(mark.note));
  }
  Table table;
  table.add("time_s", std::move(times));
  table.add("kind", std::move(kinds));
  table.add("channel", std::move(channels));
  table.add("value", std::move(values));
  table.add("unit", std::move(units));
  table.add("note", std::move(notes));
  return table;
}

std::vector<ColumnMeaning> mark_meanings() {
  return {{"time_s", "when it happened, on the clock of the events", "s"},
          {"kind", "what happened: beat, inhale, exhale, scr, blink, ...", ""},
          {"channel", "the channel it was found in", ""},
          {"value", "its size, in the unit beside it", ""},
          {"unit", "unit of the value", ""},
          {"note", "what there is to say about it", ""}};
}

}  // namespace attune::physio
