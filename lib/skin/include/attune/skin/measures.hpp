#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attune/physio/marks.hpp"
#include "attune/physio/windows.hpp"
#include "attune/skin/decompose.hpp"
#include "attune/skin/responses.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/table.hpp"

namespace attune::skin {

/// Of windows: scl, scr_rate, scr_amplitude, scr_rise, scr_half_recovery, and of a decomposition tonic_level,
/// phasic_level, driver_level.
const std::vector<std::string>& measure_names();
/// Of events: event_scr_magnitude, event_scr_ln1p_magnitude, event_scr_amplitude, event_scr_probability,
/// event_scr_latency, and of the continuous decomposition event_iscr and event_phasic_max.
const std::vector<std::string>& event_measure_names();
/// Whether a measure is one of cvxEDA's parts.
bool needs_decomposition(const std::string& measure);
/// Unit of any of them; anything else is a usage error that names the nearest.
std::string unit_of(std::string_view measure);

struct MeasureOptions {
  std::vector<std::string> measures;  ///< empty: all there is data for
  double max_artefact = 0.2;          ///< a condition with a larger share of artefacts has no value
};

/// A row per condition and measure, its windows taken together: levels are means over the samples that are no
/// artefacts; scr_rate counts the responses whose onset lies in a window over the minutes without artefacts; the other
/// scr_ measures are means over those responses, n/a without one. `quality` is the share of artefacts.
std::vector<Measure> measure(const Skin& skin, const std::optional<Decomposed>& decomposed,
                             std::span<const physio::Window> windows, const MeasureOptions& options);
/// The same for every window by itself, in their order.
std::vector<Measure> measure_each(const Skin& skin, const std::optional<Decomposed>& decomposed,
                                  std::span<const physio::Window> windows, const MeasureOptions& options);

/// A row per condition and measure over the trials that count. Magnitudes of trials without a response are 0, and
/// event_scr_ln1p_magnitude is the mean of ln(1 + magnitude / 1 uS); amplitude and latency are those of responses, n/a
/// without one. `quality` is the share of trials left out; above `max_rejected` there is no value.
std::vector<Measure> measure_events(std::span<const EventResponse> trials, std::span<const std::string> conditions,
                                    const std::string& channel, std::span<const std::string> measures,
                                    double max_rejected);

/// A ledger of trials that `attune ledger` takes.
Table ledger(std::span<const EventResponse> trials);
std::vector<ColumnMeaning> ledger_meanings();
/// Peaks of the responses with their amplitude.
std::vector<physio::Mark> marks_of(const Skin& skin);

}  // namespace attune::skin
