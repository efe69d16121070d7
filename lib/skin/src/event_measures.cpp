#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "attune/skin/measures.hpp"

namespace attune::skin {
namespace {

struct Kind {
  const char* name;
  double (*value)(const EventResponse&);
  bool of_responses;
};
constexpr std::array<Kind, 7> kKinds{{
    {"event_scr_magnitude", [](const EventResponse& t) { return t.magnitude_us; }, false},
    {"event_scr_ln1p_magnitude", [](const EventResponse& t) { return std::log1p(t.magnitude_us); }, false},
    {"event_scr_amplitude", [](const EventResponse& t) { return t.amplitude_us; }, true},
    {"event_scr_probability", [](const EventResponse& t) { return t.response ? 1.0 : 0.0; }, false},
    {"event_scr_latency", [](const EventResponse& t) { return t.latency_s; }, true},
    {"event_iscr", [](const EventResponse& t) { return t.iscr; }, false},
    {"event_phasic_max", [](const EventResponse& t) { return t.phasic_max; }, false},
}};

Measure row_of(const Kind& kind, std::span<const EventResponse> trials, const std::string& condition,
               double max_rejected) {
  Measure row;
  row.modality = "physio";
  row.measure = kind.name;
  row.condition = condition;
  row.unit = unit_of(kind.name);
  double all = 0, left_out = 0, sum = 0, n = 0;
  for (const EventResponse& trial : trials) {
    if (trial.condition != condition) continue;
    ++all;
    if (!trial.excluded.empty()) ++left_out;
    if (!trial.excluded.empty() || (kind.of_responses && !trial.response)) continue;
    if (std::isnan(kind.value(trial))) continue;  // an artefact in the driver's window
    sum += kind.value(trial);
    ++n;
  }
  row.n = static_cast<std::int64_t>(n);
  row.quality = all > 0 ? left_out / all : 1;
  if (row.quality > max_rejected)
    row.excluded = fmt::format("{:.3g} of its trials left out, above {:g}", row.quality, max_rejected);
  else if (n == 0)
    row.excluded = kind.of_responses ? "no response" : "no trial";
  else
    row.value = sum / n;
  return row;
}

bool has_driver(std::span<const EventResponse> trials) {
  return std::any_of(trials.begin(), trials.end(), [](const EventResponse& t) { return std::isfinite(t.iscr); });
}

}  // namespace

std::vector<Measure> measure_events(std::span<const EventResponse> trials, std::span<const std::string> conditions,
                                    const std::string& channel, std::span<const std::string> measures,
                                    double max_rejected) {
  for (const std::string& name : measures) unit_of(name);
  std::vector<Measure> out;
  for (const std::string& condition : conditions)
    for (const Kind& kind : kKinds) {
      const bool of_driver =
          std::string_view(kind.name) == "event_iscr" || std::string_view(kind.name) == "event_phasic_max";
      if (measures.empty() ? of_driver && !has_driver(trials)
                           : std::find(measures.begin(), measures.end(), kind.name) == measures.end())
        continue;
      out.push_back(row_of(kind, trials, condition, max_rejected));
      out.back().site = channel;
    }
  return out;
}

Table ledger(std::span<const EventResponse> trials) {
  Column::Integers number;
  Column::Text condition, response, overlap, kept, reason;
  Column::Numbers onset, magnitude, amplitude, latency, rise, iscr, phasic_max;
  for (const EventResponse& trial : trials) {
    const bool counts = trial.excluded.empty();
    number.push_back(static_cast<std::int64_t>(number.size()) + 1);
    condition.push_back(trial.condition);
    onset.push_back(trial.onset_s);
    response.push_back(!counts ? "n/a" : trial.response ? "yes" : "no");
    magnitude.push_back(trial.magnitude_us);
    amplitude.push_back(trial.amplitude_us);
    latency.push_back(trial.latency_s);
    rise.push_back(trial.rise_s);
    iscr.push_back(trial.iscr);
    phasic_max.push_back(trial.phasic_max);
    overlap.push_back(trial.overlap ? "yes" : "no");
    kept.push_back(counts ? "yes" : "no");
    reason.push_back(counts ? "n/a" : trial.excluded);
  }
  Table out;
  out.add("trial", number);
  out.add("condition", condition);
  out.add("onset_s", onset);
  out.add("response", response);
  out.add("magnitude_us", magnitude);
  out.add("amplitude_us", amplitude);
  out.add("latency_s", latency);
  out.add("rise_s", rise);
  if (has_driver(trials)) {
    out.add("iscr_us_s", iscr);
    out.add("phasic_max_us", phasic_max);
  }
  out.add("overlap", overlap);
  out.add("kept", kept);
  out.add("reason", reason);
  return out;
}

std::vector<ColumnMeaning> ledger_meanings() {
  return {{"trial", "number of the event", ""},
          {"condition", "type of the event", ""},
          {"onset_s", "time of the event", "s"},
          {"response", "whether a response began in the window", ""},
          {"magnitude_us", "trough to peak of the first response in the window, 0 without one", "uS"},
          {"amplitude_us", "the same of responses only", "uS"},
          {"latency_s", "its onset after the event", "s"},
          {"rise_s", "from its onset to its peak", "s"},
          {"iscr_us_s", "integral of the phasic driver over the window (--cda)", "uS*s"},
          {"phasic_max_us", "largest value of the phasic driver in the window (--cda)", "uS"},
          {"overlap", "whether another event or an earlier response overlaps it", ""},
          {"kept", "whether the trial counts", ""},
          {"reason", "why it does not", ""}};
}

}  // namespace attune::skin
