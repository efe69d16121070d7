#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/physio/windows.hpp"
#include "attune/skin/responses.hpp"

namespace attune::skin {
namespace {

constexpr double kPeakAfter = 4;  // s after its onset a response has peaked

void check(const physio::Recording& recording, const EventOptions& options) {
  physio::require_conditions(recording, options.conditions);
  if (!(options.to > options.from))
    throw usage_error(
        fmt::format("a window of onsets from {:g} to {:g} s is none", options.from.count(), options.to.count()));
}

bool is_asked(const physio::Event& event, const EventOptions& options) {
  return std::find(options.conditions.begin(), options.conditions.end(), event.type) != options.conditions.end();
}

/// Share of [from, to] that is no good, what lies outside of the recording included.
double artefact_share(const Skin& skin, double from_s, double to_s) {
  const double rate = skin.sampling_frequency.value();
  const auto first = static_cast<std::ptrdiff_t>(std::ceil((from_s - skin.from_s) * rate));
  const auto last = static_cast<std::ptrdiff_t>(std::floor((to_s - skin.from_s) * rate));
  std::ptrdiff_t bad = 0;
  for (std::ptrdiff_t i = first; i <= last; ++i)
    bad += i < 0 || i >= std::ssize(skin.artefact) || skin.artefact[static_cast<std::size_t>(i)] ? 1 : 0;
  return static_cast<double>(bad) / static_cast<double>(last - first + 1);
}

void find(EventResponse& trial, const Skin& skin, const EventOptions& options) {
  for (std::size_t i = 0; i < skin.responses.size(); ++i) {
    const Scr& scr = skin.responses[i];
    const double latency = scr.onset_s - trial.onset_s;
    if (latency < options.from.count() || latency > options.to.count()) continue;
    trial.response = true;
    trial.magnitude_us = trial.amplitude_us = scr.amplitude_us;
    trial.latency_s = latency;
    trial.rise_s = scr.rise_s;
    if (i > 0 && std::isnan(skin.responses[i - 1].half_recovery_s) &&
        scr.onset_s - skin.responses[i - 1].peak_s < kPeakAfter)
      trial.overlap = true;
    return;
  }
  trial.magnitude_us = 0;
}

}  // namespace

std::vector<EventResponse> event_responses(const physio::Recording& recording, const Skin& skin,
                                           const EventOptions& options) {
  check(recording, options);
  std::vector<EventResponse> out;
  for (std::size_t e = 0; e < recording.events.size(); ++e) {
    const physio::Event& event = recording.events[e];
    if (!is_asked(event, options)) continue;
    EventResponse trial;
    trial.condition = event.type;
    trial.onset_s = event.onset.count();
    for (std::size_t next = e + 1; next < recording.events.size(); ++next)
      if (is_asked(recording.events[next], options) && recording.events[next].onset > event.onset) {
        trial.overlap = recording.events[next].onset - event.onset < options.to;
        break;
      }
    const double share = artefact_share(skin, trial.onset_s, trial.onset_s + options.to.count() + kPeakAfter);
    if (share > options.max_artefact)
      trial.excluded = fmt::format("{:.3g} artefacts, above {:g}", share, options.max_artefact);
    else
      find(trial, skin, options);
    out.push_back(std::move(trial));
  }
  return out;
}

}  // namespace attune::skin
