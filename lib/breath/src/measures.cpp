#include "attune/breath/measures.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"

namespace attune::breath {
namespace {

constexpr double kSlowest = 9;  // breaths a minute: 0.15 Hz, where HF begins

struct Kind {
  const char *name, *unit;  ///< an empty unit: that of the channel, with what follows it
  double BreathSummary::*value;
};
const std::vector<Kind>& kinds() {
  static const std::vector<Kind> all{
      {"breath_rate", "1/min", &BreathSummary::rate},        {"breath_rate_sd", "1/min", &BreathSummary::rate_sd},
      {"breath_depth", "", &BreathSummary::depth},           {"inhale_time", "s", &BreathSummary::inhale},
      {"exhale_time", "s", &BreathSummary::exhale},          {"inhale_share", "1", &BreathSummary::inhale_share},
      {"breath_flow", "/s", &BreathSummary::volume_per_time}};
  return all;
}

Measure row_of(const Kind& kind, const Breaths& breaths, const BreathSummary& summary, const std::string& condition,
               const MeasureOptions& options) {
  Measure row;
  row.modality = "physio";
  row.measure = kind.name;
  row.site = breaths.channel;
  row.condition = condition;
  row.unit = unit_of(kind.name, breaths.unit);
  row.n = static_cast<std::int64_t>(summary.n);
  row.quality = summary.artefact_share;
  if (summary.n < 2)
    row.excluded = "fewer than 2 breaths";
  else if (summary.artefact_share > options.max_artefact)
    row.excluded =
        fmt::format("{:.3g} of it in no plausible breath, above {:g}", summary.artefact_share, options.max_artefact);
  else
    row.value = summary.*kind.value;
  return row;
}

std::vector<Measure> rows_of(const Breaths& breaths, std::span<const physio::Window> windows,
                             const std::string& condition, const MeasureOptions& options) {
  for (const std::string& name : options.measures) unit_of(name);
  const BreathSummary summary = summarise(breaths, windows);
  std::vector<Measure> out;
  for (const Kind& kind : kinds())
    if (options.measures.empty() ||
        std::find(options.measures.begin(), options.measures.end(), kind.name) != options.measures.end())
      out.push_back(row_of(kind, breaths, summary, condition, options));
  return out;
}

}  // namespace

const std::vector<std::string>& measure_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> out;
    for (const Kind& kind : kinds()) out.emplace_back(kind.name);
    return out;
  }();
  return names;
}

std::string unit_of(std::string_view measure, const std::string& channel_unit) {
  const std::string own = channel_unit.empty() ? "a.u." : channel_unit;
  for (const Kind& kind : kinds()) {
    if (kind.name != measure) continue;
    const std::string unit = kind.unit;
    return unit.empty() ? own : unit == "/s" ? own + "/s" : unit;
  }
  throw usage_error(
      fmt::format("{} is no measure of breath{}", in_quotes(measure), suggestion(measure, measure_names())));
}

std::vector<Measure> measure(const Breaths& breaths, std::span<const physio::Window> windows,
                             const MeasureOptions& options) {
  std::vector<Measure> out;
  for (const std::vector<physio::Window>& its : physio::by_condition(windows))
    for (Measure& row : rows_of(breaths, its, its.front().condition, options)) out.push_back(std::move(row));
  return out;
}

std::vector<Measure> measure_each(const Breaths& breaths, std::span<const physio::Window> windows,
                                  const MeasureOptions& options) {
  std::vector<Measure> out;
  for (const physio::Window& window : windows)
    for (Measure& row : rows_of(breaths, std::span(&window, 1), window.condition, options))
      out.push_back(std::move(row));
  return out;
}

std::vector<physio::Mark> marks_of(const Breaths& breaths) {
  std::vector<physio::Mark> out;
  for (const Breath& breath : breaths.breaths) {
    out.push_back({breath.inhale_s, "inhale", breaths.channel, breath.depth, unit_of("breath_depth", breaths.unit),
                   breath.implausible});
    out.push_back(
        {breath.exhale_s, "exhale", breaths.channel, breath.exhale_s - breath.inhale_s, "s", breath.implausible});
  }
  return out;
}

Warnings slow_breathing(const std::vector<Measure>& rows) {
  Warnings out;
  for (const Measure& row : rows)
    if (row.measure == "breath_rate" && row.value < kSlowest)
      out.push_back(fmt::format(
          "{}{:.3g} breaths a minute, below {:g}: the heart's rhythm with the breath lies in LF then, and HF is no "
          "measure of it; compare rmssd or peak_to_valley",
          row.condition.empty() ? "" : "condition " + row.condition + ": ", row.value, kSlowest));
  return out;
}

}  // namespace attune::breath
