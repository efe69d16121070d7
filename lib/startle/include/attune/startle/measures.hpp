#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attune/physio/marks.hpp"
#include "attune/report/lines.hpp"
#include "attune/startle/responses.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/table.hpp"

namespace attune::startle {

/// startle_magnitude, startle_amplitude, startle_probability, startle_onset, startle_peak, startle_t.
const std::vector<std::string>& measure_names();
/// Anything else is a usage error that names the nearest measure.
std::string unit_of(std::string_view measure);

/// A row per condition (in the order asked for) and measure: means over its trials. Magnitude, probability and T score
/// are over all trials that count, trials without a response being 0; amplitude and latencies over responses, n/a
/// without one. `n` counts the trials (or responses), `quality` is the share of trials that were left out; above
/// `max_rejected` there is no value, with the reason. Empty `measures`: all.
std::vector<Measure> measure(std::span<const Trial> trials, std::span<const std::string> conditions,
                             const std::string& channel, std::span<const std::string> measures, double max_rejected);

/// A ledger of trials that `attune ledger` takes: trial condition onset_s baseline_uv response magnitude_uv
/// amplitude_uv onset_ms peak_ms t_score kept reason.
Table ledger(std::span<const Trial> trials);
std::vector<ColumnMeaning> ledger_meanings();

/// Peaks of the responses, with their amplitude.
std::vector<physio::Mark> marks_of(std::span<const Trial> trials, const std::string& channel);

/// The mean curve of every condition's trials that count, from the baseline to 250 ms after the probe, microvolts.
report::LinesFigure figure(const physio::Channel& emg, const Envelope& envelope, std::span<const Trial> trials,
                           std::span<const std::string> conditions, const ScoreOptions& options);

}  // namespace attune::startle
