#include "attune/bids/events.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "attune/base/files.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "attune/table/delimited.hpp"

namespace attune::bids {
namespace {

constexpr std::uintmax_t kEventsLimit = std::uintmax_t{1} << 30;

std::vector<Event> rows_of(const Table& table, std::string_view type_column) {
  const std::vector<double> onsets = table.numbers("onset");
  const std::vector<double> durations = table.numbers("duration");
  const std::vector<std::string> types = table.has(type_column) ? table.text(type_column) : std::vector<std::string>{};
  std::vector<Event> out;
  for (std::size_t row = 0; row < onsets.size(); ++row) {
    if (std::isinf(onsets[row])) table.throw_at(row, "onset", "is infinite; write seconds or n/a");
    if (std::isinf(durations[row])) table.throw_at(row, "duration", "is infinite; write seconds or n/a");
    if (durations[row] < 0)
      table.throw_at(row, "duration", fmt::format("is {}; a duration is 0 or more seconds", durations[row]));
    if (std::isnan(onsets[row])) continue;
    Event event{Seconds(onsets[row]), Seconds(durations[row]), std::nullopt, row};
    const std::string_view type = types.empty() ? std::string_view() : trimmed(types[row]);
    if (!is_missing(type)) event.trial_type = std::string(type);
    out.push_back(std::move(event));
  }
  return out;
}

std::size_t count_out_of_order(const std::vector<Event>& events) {
  std::size_t out = 0;
  for (std::size_t i = 1; i < events.size(); ++i) out += events[i].onset < events[i - 1].onset ? 1u : 0u;
  return out;
}

// Pairs of neighbours of one type: given twice, or the next begins before the last one ends. Events without a type say
// nothing about conditions and are not compared.
Warnings neighbours(const Events& in) {
  std::map<std::string, const Event*> last;
  std::size_t twice = 0, overlapping = 0;
  std::string first_twice, first_overlapping;
  for (const Event& event : in.events) {
    if (!event.trial_type) continue;
    const Event*& before = last[*event.trial_type];
    if (before != nullptr && before->onset == event.onset) {
      if (twice++ == 0) first_twice = in.table.where(event.row);
    } else if (before != nullptr && before->onset + before->duration > event.onset + Milliseconds(0.5)) {
      if (overlapping++ == 0) first_overlapping = in.table.where(event.row);
    }
    before = &event;
  }
  Warnings out;
  if (twice > 0)
    out.push_back(fmt::format("{}: {} events have the onset and trial type of another one; check for double rows",
                              first_twice, twice));
  if (overlapping > 0)
    out.push_back(fmt::format("{}: {} events begin before the last one of their trial type ends; check the durations",
                              first_overlapping, overlapping));
  return out;
}

Events from_table(Table table, const std::filesystem::path& path, std::string_view type_column) {
  Events out;
  out.path = path;
  out.table = std::move(table);
  if (type_column != "trial_type") out.table.column(type_column);  // asked for by name: it has to be there
  out.events = rows_of(out.table, type_column);
  out.without_onset = out.table.rows() - out.events.size();
  if (out.without_onset > 0)
    out.warnings.push_back(
        fmt::format("{}: {} rows have no onset; they are counted, not used", describe(path), out.without_onset));
  if (const std::size_t count = count_out_of_order(out.events); count > 0) {
    out.warnings.push_back(fmt::format("{}: {} rows come before the row above them in time; they are sorted by onset",
                                       describe(path), count));
    std::stable_sort(out.events.begin(), out.events.end(),
                     [](const Event& a, const Event& b) { return a.onset < b.onset; });
  }
  for (const Event& event : out.events) out.without_type += event.trial_type ? 0u : 1u;
  const Warnings more = neighbours(out);
  out.warnings.insert(out.warnings.end(), more.begin(), more.end());
  return out;
}

}  // namespace

std::vector<std::pair<std::string, std::size_t>> Events::conditions() const {
  std::map<std::string, std::size_t> counts;
  for (const Event& event : events)
    if (event.trial_type) ++counts[*event.trial_type];
  return {counts.begin(), counts.end()};
}

std::vector<Event> Events::of(std::string_view trial_type) const {
  std::vector<Event> out;
  for (const Event& event : events)
    if (event.trial_type == trial_type) out.push_back(event);
  if (!out.empty()) return out;
  std::vector<std::string> known;
  for (const auto& [name, count] : conditions()) known.push_back(name);
  throw input_error(path, fmt::format("has no trial type {}{}", in_quotes(trial_type), suggestion(trial_type, known)));
}

Events parse_events(std::string_view text, const std::filesystem::path& path, std::string_view type_column) {
  return from_table(parse_table(text, path, {.separator = '\t'}), path, type_column);
}

Events read_events(const std::filesystem::path& path, std::string_view type_column) {
  return parse_events(read_text(path, kEventsLimit), path, type_column);
}

}  // namespace attune::bids
