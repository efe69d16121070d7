#include "attune/eeg/ledger.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace attune::eeg {
namespace {

std::string or_missing(const std::string& text) { return text.empty() ? "n/a" : text; }

bool has_step(const Trial& trial) { return !std::isnan(trial.step_uv); }
bool has_trend(const Trial& trial) { return !std::isnan(trial.trend_uv); }
bool was_interpolated(const Trial& trial) { return !trial.interpolated.empty(); }

bool any_of(const std::vector<Trial>& trials, bool (*holds)(const Trial&)) {
  return std::any_of(trials.begin(), trials.end(), holds);
}

// Columns that are there only if a trial has something in them.
void add_further_columns(const std::vector<Trial>& trials, Table& table) {
  Column::Numbers steps, trends;
  Column::Text interpolated;
  for (const Trial& trial : trials) {
    steps.push_back(trial.step_uv);
    trends.push_back(trial.trend_uv);
    interpolated.push_back(or_missing(fmt::format("{}", fmt::join(trial.interpolated, ","))));
  }
  if (any_of(trials, has_step)) table.add("step_uv", std::move(steps));
  if (any_of(trials, has_trend)) table.add("trend_uv", std::move(trends));
  if (any_of(trials, was_interpolated)) table.add("interpolated", std::move(interpolated));
}

}  // namespace

Table ledger(const Epochs& epochs) {
  const std::size_t rows = epochs.trials.size();
  const double frequency = epochs.times.sampling_frequency.value();
  Column::Integers numbers, samples;
  Column::Text conditions, types, kept, reasons, channels;
  Column::Numbers onsets, rounding, ranges;
  for (const Trial& trial : epochs.trials) {
    numbers.push_back(static_cast<std::int64_t>(numbers.size()) + 1);
    conditions.push_back(or_missing(trial.condition));
    types.push_back(or_missing(trial.type));
    onsets.push_back(trial.onset.value_or(Seconds(trial.onset_sample / frequency)).count());
    samples.push_back(trial.sample);
    rounding.push_back(1000.0 * (static_cast<double>(trial.sample) - trial.onset_sample) / frequency);
    kept.push_back(trial.kept ? "yes" : "no");
    reasons.push_back(or_missing(trial.reason));
    channels.push_back(or_missing(trial.channel));
    ranges.push_back(trial.value_uv);
  }
  Table table;
  table.add("trial", std::move(numbers));
  table.add("participant_id", Column::Text(rows, or_missing(epochs.labels.participant_id)));
  table.add("session", Column::Text(rows, or_missing(epochs.labels.session)));
  table.add("task", Column::Text(rows, or_missing(epochs.labels.task)));
  table.add("run", Column::Text(rows, or_missing(epochs.labels.run)));
  table.add("condition", std::move(conditions));
  table.add("type", std::move(types));
  table.add("onset_s", std::move(onsets));
  table.add("sample", std::move(samples));
  table.add("rounding_ms", std::move(rounding));
  table.add("kept", std::move(kept));
  table.add("reason", std::move(reasons));
  table.add("channel", std::move(channels));
  table.add("peak_to_peak_uv", std::move(ranges));
  add_further_columns(epochs.trials, table);
  return table;
}

std::vector<ColumnMeaning> ledger_meanings(const Epochs& epochs) {
  std::vector<ColumnMeaning> out = ledger_meanings();
  if (any_of(epochs.trials, has_step))
    out.push_back({"step_uv", "largest difference between the means of both halves of a moving window", "uV"});
  if (any_of(epochs.trials, has_trend))
    out.push_back({"trend_uv", "steepest straight line that fits: its rise over the window", "uV"});
  if (any_of(epochs.trials, was_interpolated))
    out.push_back(
        {"interpolated", "channels that were computed from the others in this trial, with commas between", ""});
  return out;
}

std::vector<ColumnMeaning> ledger_meanings() {
  return {{"trial", "number within this table", ""},
          {"participant_id", "participant, as the recording's name says", ""},
          {"session", "BIDS session label", ""},
          {"task", "BIDS task label", ""},
          {"run", "BIDS run index", ""},
          {"condition", "name of the choice of events", ""},
          {"type", "the event's own type", ""},
          {"onset_s", "exact time of the event from the start of the data, shift included", "s"},
          {"sample", "0-based sample that became time 0: the nearest one; outside the data it may be 0", ""},
          {"rounding_ms", "what going to the nearest sample moved the event by", "ms"},
          {"kept", "yes, or no: the trial was dropped", ""},
          {"reason",
           "why it was dropped: outside the data, crosses a boundary, not finite, peak-to-peak, flat, step, trend, too "
           "many "
           "bad channels, or the reason of another ledger",
           ""},
          {"channel", "the channel with the value that decided, or with the largest one if the trial was kept", ""},
          {"peak_to_peak_uv", "peak-to-peak amplitude of that channel in the epoch", "uV"}};
}

Table ledger_summary(const Epochs& epochs) {
  std::vector<std::string> reasons;
  for (const Trial& trial : epochs.trials)
    if (!trial.kept && std::find(reasons.begin(), reasons.end(), trial.reason) == reasons.end())
      reasons.push_back(trial.reason);
  std::sort(reasons.begin(), reasons.end());
  const auto count = [&](const std::string& condition, const auto& wanted) {
    return std::count_if(epochs.trials.begin(), epochs.trials.end(),
                         [&](const Trial& t) { return t.condition == condition && wanted(t); });
  };
  Column::Integers trials, kept;
  for (const std::string& condition : epochs.conditions) {
    trials.push_back(count(condition, [](const Trial&) { return true; }));
    kept.push_back(count(condition, [](const Trial& t) { return t.kept; }));
  }
  Table table;
  table.add("condition", Column::Text(epochs.conditions.begin(), epochs.conditions.end()));
  table.add("trials", std::move(trials));
  table.add("kept", std::move(kept));
  for (const std::string& reason : reasons) {
    Column::Integers counts;
    for (const std::string& condition : epochs.conditions)
      counts.push_back(count(condition, [&](const Trial& t) { return t.reason == reason; }));
    table.add(reason, std::move(counts));
  }
  return table;
}

}  // namespace attune::eeg
