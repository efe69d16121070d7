// Averages back from their tidy table.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "attune/base/error.hpp"
#include "attune/base/number_text.hpp"
#include "attune/eeg/evoked.hpp"

namespace attune::eeg {
namespace {

// A written time may differ from its sample by rounding, not by more.
constexpr double kTimeTolerance = 1e-6;

// Rows of one channel of one condition, in the order of the file.
struct Trace {
  std::string channel;
  std::vector<std::size_t> rows;
};

struct Group {
  Labels labels;
  std::string condition;
  std::vector<Trace> traces;
};

std::vector<std::string> optional_text(const Table& table, const char* name) {
  if (!table.has(name)) return std::vector<std::string>(table.rows());
  std::vector<std::string> out = table.text(name);
  for (std::string& cell : out)
    if (is_missing(cell)) cell.clear();
  return out;
}

std::vector<Group> group_rows(const Table& table) {
  const auto participants = optional_text(table, "participant_id"), sessions = optional_text(table, "session"),
             tasks = optional_text(table, "task"), runs = optional_text(table, "run");
  const auto conditions = table.text("condition"), channels = table.text("channel");
  std::vector<Group> groups;
  std::map<std::vector<std::string>, std::size_t> group_of, trace_of;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    std::vector<std::string> key{participants[row], sessions[row], tasks[row], runs[row], conditions[row]};
    const auto [group, is_new] = group_of.emplace(key, groups.size());
    if (is_new) groups.push_back({{key[0], key[1], key[2], key[3]}, key[4], {}});
    std::vector<Trace>& traces = groups[group->second].traces;
    key.push_back(channels[row]);
    const auto [trace, is_new_trace] = trace_of.emplace(std::move(key), traces.size());
    if (is_new_trace) traces.push_back({channels[row], {}});
    traces[trace->second].rows.push_back(row);
  }
  return groups;
}

TimeAxis axis_of(const Table& table, const std::vector<double>& times, const Trace& trace) {
  const std::size_t count = trace.rows.size();
  if (count < 2) table.throw_at(trace.rows.front(), "time_ms", "is the only time of its channel; expected a waveform");
  const double start = times[trace.rows.front()];
  const double step = (times[trace.rows.back()] - start) / static_cast<double>(count - 1);
  if (!(step > 0) || !std::isfinite(start))
    table.throw_at(trace.rows.front(), "time_ms", "starts times that do not increase");
  double frequency = 1000.0 / step;
  // A step written in milliseconds carries rounding; frequencies are whole numbers of hertz or exact as they are.
  if (std::abs(frequency - std::round(frequency)) < 1e-6 * frequency) frequency = std::round(frequency);
  const double first = start * frequency / 1000.0;
  if (!(std::abs(first) < 1e9)) table.throw_at(trace.rows.front(), "time_ms", "is too far from the event");
  const TimeAxis axis = axis_at(Hertz(frequency), first, static_cast<Eigen::Index>(count));
  for (std::size_t i = 0; i < count; ++i) {
    const double expected = axis.at(static_cast<Eigen::Index>(i)).count();
    if (!(std::abs(times[trace.rows[i]] - expected) <= kTimeTolerance * std::max(1.0, std::abs(expected))))
      table.throw_at(trace.rows[i], "time_ms",
                     fmt::format("is {}, expected {} (even times of {} Hz)", format_double(times[trace.rows[i]]),
                                 format_double(expected), frequency));
  }
  return axis;
}

std::int64_t trials_of(const Table& table, const std::vector<double>& counts, const Group& group) {
  const std::size_t first = group.traces.front().rows.front();
  const double n = counts.empty() ? 1.0 : counts[first];
  if (!(n >= 0 && n < 1e15 && n == std::floor(n))) table.throw_at(first, "n", "is not a number of trials");
  for (const Trace& trace : group.traces)
    for (const std::size_t row : trace.rows)
      if (!counts.empty() && counts[row] != n) table.throw_at(row, "n", "differs within one condition");
  return static_cast<std::int64_t>(n);
}

}  // namespace

std::vector<Evoked> evoked_from_table(const Table& table) {
  const auto times = table.numbers("time_ms"), amplitudes = table.numbers("amplitude_uv");
  const auto errors = table.has("standard_error_uv")
                          ? table.numbers("standard_error_uv")
                          : std::vector<double>(table.rows(), std::numeric_limits<double>::quiet_NaN());
  const auto counts = table.has("n") ? table.numbers("n") : std::vector<double>();
  if (table.rows() == 0) throw input_error(table.path(), "there are no rows; expected averages, one row per sample");
  std::vector<Evoked> out;
  for (const Group& group : group_rows(table)) {
    Evoked evoked{group.labels, group.condition, trials_of(table, counts, group), {}, {}, {}, {}, {}};
    evoked.times = axis_of(table, times, group.traces.front());
    const auto channels = static_cast<Eigen::Index>(group.traces.size());
    evoked.average.resize(channels, evoked.times.samples);
    evoked.standard_error.resize(channels, evoked.times.samples);
    for (Eigen::Index c = 0; c < channels; ++c) {
      const Trace& trace = group.traces[static_cast<std::size_t>(c)];
      if (c > 0 && axis_of(table, times, trace) != evoked.times)
        table.throw_at(trace.rows.front(), "time_ms", "starts times that differ from those of the channel before");
      evoked.channels.push_back(trace.channel);
      for (Eigen::Index s = 0; s < evoked.times.samples; ++s) {
        const std::size_t row = trace.rows[static_cast<std::size_t>(s)];
        evoked.average(c, s) = Volts(Microvolts(amplitudes[row])).value();
        evoked.standard_error(c, s) = Volts(Microvolts(errors[row])).value();
      }
    }
    out.push_back(std::move(evoked));
  }
  return out;
}

}  // namespace attune::eeg
