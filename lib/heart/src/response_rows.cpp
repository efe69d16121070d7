#include <fmt/format.h>

#include <algorithm>

#include "attune/heart/request.hpp"
#include "spread.hpp"

namespace attune::heart {
namespace {

const char* stem(const ResponseOptions& options) { return options.rate ? "rate_change" : "ibi_change"; }

}  // namespace

std::vector<Measure> rows_of(std::span<const Response> trials, const ResponseOptions& options, const Measure& labels) {
  std::vector<Measure> out;
  for (const std::string& condition : options.conditions) {
    std::vector<std::vector<double>> changes(static_cast<std::size_t>(options.seconds) + 1);
    std::size_t all = 0;
    for (const Response& trial : trials) {
      if (trial.condition != condition) continue;
      ++all;
      if (!trial.excluded.empty()) continue;
      for (std::size_t second = 0; second < trial.changes.size(); ++second)
        changes[second].push_back(trial.changes[second]);
      changes.back().push_back(mean_of(trial.changes));
    }
    Measure row = labels;
    row.condition = condition;
    row.unit = options.rate ? "1/min" : "ms";
    row.n = static_cast<std::int64_t>(changes.back().size());
    row.quality = static_cast<double>(all - changes.back().size()) / static_cast<double>(all);
    if (changes.back().empty()) row.excluded = fmt::format("all {} trials are excluded", all);
    for (std::size_t second = 0; second < changes.size(); ++second) {
      row.measure = second + 1 < changes.size() ? fmt::format("{}_{}s", stem(options), second + 1) : stem(options);
      if (row.excluded.empty()) row.value = mean_of(changes[second]);
      out.push_back(row);
    }
  }
  return out;
}

Table to_table(std::span<const Response> trials, const ResponseOptions& options) {
  Column::Numbers onset, corrected, baseline;
  Column::Text condition, kept, reason;
  std::vector<Column::Numbers> changes(static_cast<std::size_t>(options.seconds));
  for (const Response& trial : trials) {
    onset.push_back(trial.onset_s);
    condition.push_back(trial.condition);
    kept.push_back(trial.excluded.empty() ? "yes" : "no");
    reason.push_back(trial.excluded.empty() ? "n/a" : trial.excluded);
    corrected.push_back(trial.corrected);
    baseline.push_back(trial.baseline);
    for (std::size_t second = 0; second < changes.size(); ++second) changes[second].push_back(trial.changes[second]);
  }
  const std::string unit = options.rate ? "per_min" : "ms";
  Table out;
  out.add("onset_s", std::move(onset));
  out.add("condition", std::move(condition));
  out.add("kept", std::move(kept));
  out.add("reason", std::move(reason));
  out.add("corrected", std::move(corrected));
  out.add("baseline_" + unit, std::move(baseline));
  for (std::size_t second = 0; second < changes.size(); ++second)
    out.add(fmt::format("change_{}s_{}", second + 1, unit), std::move(changes[second]));
  return out;
}

std::vector<ColumnMeaning> response_meanings(const ResponseOptions& options) {
  const std::string unit = options.rate ? "1/min" : "ms", suffix = options.rate ? "per_min" : "ms";
  const std::string what = options.rate ? "heart rate" : "interval between beats";
  std::vector<ColumnMeaning> out{{"onset_s", "onset of the event", "s"},
                                 {"condition", "type of the event", ""},
                                 {"kept", "yes, or no where the trial is excluded", ""},
                                 {"reason", "why it is excluded", ""},
                                 {"corrected", "share of the trial's time in corrected intervals", ""},
                                 {"baseline_" + suffix, fmt::format("mean {} before the onset", what), unit}};
  for (int second = 1; second <= options.seconds; ++second)
    out.push_back({fmt::format("change_{}s_{}", second, suffix),
                   fmt::format("{} of second {} after the onset less the baseline", what, second), unit});
  return out;
}

}  // namespace attune::heart
