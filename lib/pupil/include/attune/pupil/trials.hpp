#pragma once

#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attune/physio/marks.hpp"
#include "attune/physio/recording.hpp"
#include "attune/pupil/repair.hpp"
#include "attune/report/lines.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/table.hpp"

namespace attune::pupil {

struct TrialOptions {
  std::vector<std::string> conditions;  ///< types of events
  Seconds baseline_from{-0.5}, baseline_to{0};
  Seconds from{0}, to{4};         ///< where dilation is measured
  bool percent = false;           ///< dilation in percent of the baseline instead of the channel's unit
  double max_interpolated = 0.4;  ///< a trial of which a larger share was drawn through does not count
};

/// One trial. Dilation is size less baseline, or 100 times that over the baseline.
struct Trial {
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  std::string condition;
  double onset_s = 0;
  double baseline = kNone;  ///< mean size, in the channel's unit
  double mean = kNone, peak = kNone;
  double peak_ms = kNone;   ///< time of the largest dilation after the event; NaN at the window's ends
  double interpolated = 0;  ///< share of baseline and window
  std::string excluded;     ///< why it does not count: "missing samples", "flat signal", "0.52 interpolated"
};

/// Usage errors: no condition, a window that is none; an input error for a condition that no event has.
std::vector<Trial> score(const physio::Recording& recording, const physio::Channel& channel, const Repaired& repaired,
                         const TrialOptions& options);

/// pupil_baseline, pupil_mean, pupil_peak, pupil_peak_latency.
const std::vector<std::string>& measure_names();
/// ms, percent, or the channel's unit ("a.u." where it has none). Anything else is a usage error.
std::string unit_of(std::string_view measure, const std::string& channel_unit, bool percent);

/// A row per condition and measure: means over its trials that count (of peak latencies over those that have one). `n`
/// counts them, `quality` is the share of trials that were left out; above `max_rejected` there is no value.
std::vector<Measure> measure(std::span<const Trial> trials, const physio::Channel& channel, const TrialOptions& options,
                             std::span<const std::string> measures, double max_rejected);

/// A ledger of trials that `attune ledger` takes.
Table ledger(std::span<const Trial> trials);
std::vector<ColumnMeaning> ledger_meanings(const std::string& unit, bool percent);
/// Starts of blinks with their length.
std::vector<physio::Mark> marks_of(const Repaired& repaired, const std::string& channel);
/// The mean dilation of every condition's trials over time.
report::LinesFigure figure(const physio::Channel& channel, const Repaired& repaired, std::span<const Trial> trials,
                           const TrialOptions& options);

}  // namespace attune::pupil
