#include "attune/startle/measures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"

namespace attune::startle {
namespace {

struct Kind {
  const char *name, *unit;
  double (*value)(const Trial&);
  bool of_responses;
};
constexpr std::array<Kind, 6> kKinds{{
    {"startle_magnitude", "uV", [](const Trial& t) { return t.magnitude_uv; }, false},
    {"startle_amplitude", "uV", [](const Trial& t) { return t.amplitude_uv; }, true},
    {"startle_probability", "1", [](const Trial& t) { return t.response ? 1.0 : 0.0; }, false},
    {"startle_onset", "ms", [](const Trial& t) { return t.onset_ms; }, true},
    {"startle_peak", "ms", [](const Trial& t) { return t.peak_ms; }, true},
    {"startle_t", "T", [](const Trial& t) { return t.t_score; }, false},
}};

Measure row_of(const Kind& kind, std::span<const Trial> trials, const std::string& condition, double max_rejected) {
  Measure row;
  row.modality = "physio";
  row.measure = kind.name;
  row.condition = condition;
  row.unit = kind.unit;
  double all = 0, left_out = 0, sum = 0;
  std::int64_t n = 0;
  for (const Trial& trial : trials) {
    if (trial.condition != condition) continue;
    ++all;
    if (!trial.excluded.empty()) ++left_out;
    if (!trial.excluded.empty() || (kind.of_responses && !trial.response)) continue;
    sum += kind.value(trial);
    ++n;
  }
  row.n = n;
  row.quality = all > 0 ? left_out / all : 1;
  if (row.quality > max_rejected)
    row.excluded = fmt::format("{:.3g} of its trials left out, above {:g}", row.quality, max_rejected);
  else if (n == 0)
    row.excluded = kind.of_responses ? "no response" : "no trial";
  else
    row.value = sum / static_cast<double>(n);
  if (row.excluded.empty() && std::isnan(row.value)) row.excluded = "magnitudes do not differ";
  return row;
}

}  // namespace

const std::vector<std::string>& measure_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> out;
    for (const Kind& kind : kKinds) out.emplace_back(kind.name);
    return out;
  }();
  return names;
}

std::string unit_of(std::string_view measure) {
  for (const Kind& kind : kKinds)
    if (kind.name == measure) return kind.unit;
  throw usage_error(
      fmt::format("{} is no measure of startle{}", in_quotes(measure), suggestion(measure, measure_names())));
}

std::vector<Measure> measure(std::span<const Trial> trials, std::span<const std::string> conditions,
                             const std::string& channel, std::span<const std::string> measures, double max_rejected) {
  for (const std::string& name : measures) unit_of(name);
  std::vector<Measure> out;
  for (const std::string& condition : conditions)
    for (const Kind& kind : kKinds) {
      if (!measures.empty() && std::find(measures.begin(), measures.end(), kind.name) == measures.end()) continue;
      out.push_back(row_of(kind, trials, condition, max_rejected));
      out.back().site = channel;
    }
  return out;
}

Table ledger(std::span<const Trial> trials) {
  Column::Integers number;
  Column::Text condition, response, kept, reason;
  Column::Numbers onset, baseline, magnitude, amplitude, onset_ms, peak_ms, t_score;
  for (const Trial& trial : trials) {
    number.push_back(static_cast<std::int64_t>(number.size()) + 1);
    condition.push_back(trial.condition);
    onset.push_back(trial.onset_s);
    baseline.push_back(trial.baseline_uv);
    response.push_back(!trial.excluded.empty() ? "n/a" : trial.response ? "yes" : "no");
    magnitude.push_back(trial.magnitude_uv);
    amplitude.push_back(trial.amplitude_uv);
    onset_ms.push_back(trial.onset_ms);
    peak_ms.push_back(trial.peak_ms);
    t_score.push_back(trial.t_score);
    kept.push_back(trial.excluded.empty() ? "yes" : "no");
    reason.push_back(trial.excluded.empty() ? "n/a" : trial.excluded);
  }
  Table out;
  out.add("trial", number);
  out.add("condition", condition);
  out.add("onset_s", onset);
  out.add("baseline_uv", baseline);
  out.add("response", response);
  out.add("magnitude_uv", magnitude);
  out.add("amplitude_uv", amplitude);
  out.add("onset_ms", onset_ms);
  out.add("peak_ms", peak_ms);
  out.add("t_score", t_score);
  out.add("kept", kept);
  out.add("reason", reason);
  return out;
}

std::vector<ColumnMeaning> ledger_meanings() {
  return {{"trial", "number of the probe", ""},
          {"condition", "type of its event", ""},
          {"onset_s", "time of the probe", "s"},
          {"baseline_uv", "mean of the rectified, smoothed EMG before the probe", "uV"},
          {"response", "whether the eyelid answered", ""},
          {"magnitude_uv", "peak above the baseline, 0 without a response", "uV"},
          {"amplitude_uv", "peak above the baseline of responses only", "uV"},
          {"onset_ms", "onset of the response after the probe", "ms"},
          {"peak_ms", "peak of the response after the probe", "ms"},
          {"t_score", "50 + 10 (magnitude - mean) / SD over the trials of this recording that count", "T"},
          {"kept", "whether the trial counts", ""},
          {"reason", "why it does not", ""}};
}

std::vector<physio::Mark> marks_of(std::span<const Trial> trials, const std::string& channel) {
  std::vector<physio::Mark> out;
  for (const Trial& trial : trials)
    if (trial.response)
      out.push_back(
          {trial.onset_s + 1e-3 * trial.peak_ms, "startle", channel, trial.amplitude_uv, "uV", trial.condition});
  return out;
}

report::LinesFigure figure(const physio::Channel& emg, const Envelope& envelope, std::span<const Trial> trials,
                           std::span<const std::string> conditions, const ScoreOptions& options) {
  constexpr double kEndMs = 250;
  const double rate = emg.sampling_frequency.value();
  report::LinesFigure out;
  out.name = "startle";
  out.title = fmt::format("Startle ({}), mean of the trials that count", emg.name);
  out.x_label = "time after the probe (ms)";
  out.y_label = "rectified, smoothed EMG (uV)";
  const auto first = static_cast<std::ptrdiff_t>(std::ceil(1e-3 * options.baseline_from.count() * rate));
  const auto last = static_cast<std::ptrdiff_t>(std::floor(1e-3 * kEndMs * rate));
  for (std::ptrdiff_t i = first; i <= last; ++i) out.x.push_back(1e3 * static_cast<double>(i) / rate);
  for (const std::string& condition : conditions) {
    std::vector<double> sum(out.x.size());
    double n = 0;
    for (const Trial& trial : trials) {
      if (trial.condition != condition || !trial.excluded.empty()) continue;
      ++n;
      const auto zero = static_cast<std::ptrdiff_t>(std::lround((trial.onset_s - emg.start.count()) * rate));
      for (std::ptrdiff_t i = first; i <= last; ++i) {
        const std::ptrdiff_t at = zero + i;
        const bool inside = at >= 0 && at < std::ssize(envelope.volts);
        sum[static_cast<std::size_t>(i - first)] +=
            inside ? 1e6 * envelope.volts[static_cast<std::size_t>(at)] : std::nan("");
      }
    }
    for (double& value : sum) value /= n;
    out.lines.push_back({fmt::format("{} ({:g} trials)", condition, n), std::move(sum), {}, {}});
  }
  out.spans.push_back({options.onset_from.count(), options.onset_to.count(), "onset"});
  out.marks.push_back({0, "probe"});
  out.description = fmt::format("Mean curves of {} conditions.", conditions.size());
  return out;
}

}  // namespace attune::startle
