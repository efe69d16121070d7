#include "attune/eeg/recording_summary.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <utility>
#include <vector>

namespace attune::eeg {
namespace {

struct Tally {
  std::int64_t count = 0;
  double first = 0, last = 0;
};

std::map<std::pair<std::string, std::string>, Tally> tally(const Recording& recording) {
  std::map<std::pair<std::string, std::string>, Tally> out;
  for (const Event& event : recording.events) {
    Tally& entry = out[{event.type, event.kind}];
    if (entry.count == 0) entry.first = event.sample;
    entry.last = event.sample;
    ++entry.count;
  }
  return out;
}

/// Median over the channels that are potentials of their peak-to-peak range in µV; NaN without one.
double median_range_uv(const Recording& recording) {
  std::vector<double> ranges;
  for (std::size_t c = 0; c < recording.channels.size(); ++c) {
    if (!recording.channels[c].is_potential() || recording.data.cols() == 0) continue;
    const auto row = recording.data.row(static_cast<Eigen::Index>(c));
    ranges.push_back((row.maxCoeff() - row.minCoeff()) * 1e6);
  }
  if (ranges.empty()) return std::numeric_limits<double>::quiet_NaN();
  const auto middle = ranges.begin() + static_cast<std::ptrdiff_t>(ranges.size() / 2);
  std::nth_element(ranges.begin(), middle, ranges.end());
  if (ranges.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(ranges.begin(), middle)) / 2.0;
}

}  // namespace

Record summarise(const Recording& recording) {
  std::vector<std::string> names, units, bad, types, kinds;
  std::vector<std::int64_t> counts;
  bool typed = false;
  for (const Channel& channel : recording.channels) {
    names.push_back(channel.name);
    units.push_back(channel.unit);
    kinds.push_back(channel.type.empty() ? "n/a" : channel.type);
    typed = typed || !channel.type.empty();
    if (channel.bad) bad.push_back(channel.name);
  }
  std::map<std::string, std::int64_t> by_type;
  for (const Event& event : recording.events) ++by_type[event.type];
  for (const auto& [type, count] : by_type) {
    types.push_back(type);
    counts.push_back(count);
  }
  const auto samples = static_cast<std::int64_t>(recording.data.cols());
  Record out{{"format", recording.format},
             {"channels", static_cast<std::int64_t>(recording.channels.size())},
             {"channel_names", names},
             {"channel_units", units}};
  if (typed) out.emplace_back("channel_types", kinds);
  if (!bad.empty()) out.emplace_back("bad_channels", bad);
  out.emplace_back("sampling_frequency_hz", recording.sampling_frequency.value());
  out.emplace_back("samples", samples);
  out.emplace_back("duration_s", time_of(recording, static_cast<double>(samples)).count());
  if (recording.trials) {
    out.emplace_back("trials", static_cast<std::int64_t>(recording.trials->count));
    out.emplace_back("samples_per_trial", static_cast<std::int64_t>(recording.trials->samples));
    out.emplace_back("trial_start_s", recording.trials->start.count());
  }
  out.emplace_back("events", static_cast<std::int64_t>(recording.events.size()));
  out.emplace_back("event_types", types);
  out.emplace_back("event_counts", counts);
  out.emplace_back("boundaries", static_cast<std::int64_t>(recording.boundaries.size()));
  out.emplace_back("median_peak_to_peak_uv", median_range_uv(recording));
  if (!recording.notes.empty()) out.emplace_back("notes", recording.notes);
  out.emplace_back("warnings", static_cast<std::int64_t>(recording.warnings.size()));
  return out;
}

Table event_counts(const Recording& recording) {
  Column::Text types, kinds;
  Column::Integers counts;
  Column::Numbers first, last;
  for (const auto& [key, entry] : tally(recording)) {
    types.push_back(key.first);
    kinds.push_back(key.second.empty() ? "n/a" : key.second);
    counts.push_back(entry.count);
    first.push_back(time_of(recording, entry.first).count());
    last.push_back(time_of(recording, entry.last).count());
  }
  Table out;
  out.add("type", std::move(types));
  out.add("kind", std::move(kinds));
  out.add("n", std::move(counts));
  out.add("first_s", std::move(first));
  out.add("last_s", std::move(last));
  return out;
}

}  // namespace attune::eeg
