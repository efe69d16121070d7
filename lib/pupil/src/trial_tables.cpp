#include <fmt/format.h>

#include <cmath>

#include "attune/pupil/trials.hpp"

namespace attune::pupil {

Table ledger(std::span<const Trial> trials) {
  Column::Integers number;
  Column::Text condition, kept, reason;
  Column::Numbers onset, baseline, mean, peak, peak_ms, interpolated;
  for (const Trial& trial : trials) {
    number.push_back(static_cast<std::int64_t>(number.size()) + 1);
    condition.push_back(trial.condition);
    onset.push_back(trial.onset_s);
    baseline.push_back(trial.baseline);
    mean.push_back(trial.mean);
    peak.push_back(trial.peak);
    peak_ms.push_back(trial.peak_ms);
    interpolated.push_back(trial.interpolated);
    kept.push_back(trial.excluded.empty() ? "yes" : "no");
    reason.push_back(trial.excluded.empty() ? "n/a" : trial.excluded);
  }
  Table out;
  out.add("trial", number);
  out.add("condition", condition);
  out.add("onset_s", onset);
  out.add("baseline", baseline);
  out.add("mean", mean);
  out.add("peak", peak);
  out.add("peak_ms", peak_ms);
  out.add("interpolated", interpolated);
  out.add("kept", kept);
  out.add("reason", reason);
  return out;
}

std::vector<ColumnMeaning> ledger_meanings(const std::string& unit, bool percent) {
  const std::string own = unit_of("pupil_baseline", unit, percent), dilation = unit_of("pupil_mean", unit, percent);
  return {{"trial", "number of the event", ""},
          {"condition", "type of its event", ""},
          {"onset_s", "time of the event", "s"},
          {"baseline", "mean size before the event", own},
          {"mean", "mean dilation in the window", dilation},
          {"peak", "largest dilation in the window", dilation},
          {"peak_ms", "its time after the event; n/a at the window's ends", "ms"},
          {"interpolated", "share of baseline and window that was drawn through", "1"},
          {"kept", "whether the trial counts", ""},
          {"reason", "why it does not", ""}};
}

std::vector<physio::Mark> marks_of(const Repaired& repaired, const std::string& channel) {
  std::vector<physio::Mark> out;
  for (const Repaired::Blink& blink : repaired.blinks)
    out.push_back(
        {blink.from_s, "blink", channel, blink.to_s - blink.from_s, "s", blink.repaired ? "" : "not repaired"});
  return out;
}

report::LinesFigure figure(const physio::Channel& channel, const Repaired& repaired, std::span<const Trial> trials,
                           const TrialOptions& options) {
  const double rate = channel.sampling_frequency.value();
  report::LinesFigure out;
  out.name = "pupil";
  out.title = fmt::format("Pupil ({}), mean of the trials that count", channel.name);
  out.x_label = "time after the event (s)";
  out.y_label = fmt::format("dilation ({})", unit_of("pupil_mean", channel.unit, options.percent));
  const auto first = static_cast<std::ptrdiff_t>(std::ceil(options.baseline_from.count() * rate));
  const auto last = static_cast<std::ptrdiff_t>(std::floor(options.to.count() * rate));
  for (std::ptrdiff_t i = first; i <= last; ++i) out.x.push_back(static_cast<double>(i) / rate);
  for (const std::string& condition : options.conditions) {
    std::vector<double> sum(out.x.size()), counts(out.x.size());
    int n = 0;
    for (const Trial& trial : trials) {
      if (trial.condition != condition || !trial.excluded.empty()) continue;
      ++n;
      const auto zero = static_cast<std::ptrdiff_t>(std::lround((trial.onset_s - channel.start.count()) * rate));
      const double scale = options.percent ? 100 / trial.baseline : 1;
      for (std::ptrdiff_t i = first; i <= last; ++i) {
        const std::ptrdiff_t at = zero + i;
        if (at < 0 || at >= std::ssize(repaired.size) || std::isnan(repaired.size[static_cast<std::size_t>(at)]))
          continue;
        sum[static_cast<std::size_t>(i - first)] +=
            scale * (repaired.size[static_cast<std::size_t>(at)] - trial.baseline);
        counts[static_cast<std::size_t>(i - first)] += 1;
      }
    }
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] = counts[i] > 0 ? sum[i] / counts[i] : std::nan("");
    out.lines.push_back({fmt::format("{} ({} trials)", condition, n), std::move(sum), {}, {}});
  }
  out.spans.push_back({options.from.count(), options.to.count(), "measured"});
  out.marks.push_back({0, "event"});
  out.reference_y = 0;
  out.description = fmt::format("Mean dilation in {} conditions.", options.conditions.size());
  return out;
}

}  // namespace attune::pupil
