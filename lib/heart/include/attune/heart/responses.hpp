#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "attune/base/units.hpp"
#include "attune/heart/runs.hpp"
#include "attune/physio/recording.hpp"

namespace attune::heart {

/// What the heart does after an event, second by second.
struct ResponseOptions {
  std::vector<std::string> conditions;  ///< types of events that are trials
  Seconds baseline{1};                  ///< before the onset
  int seconds = 6;                      ///< after the onset
  bool rate = false;                    ///< beats in a minute instead of the interval in ms
};

/// One trial.
struct Response {
  std::string condition;
  double onset_s = 0;
  double baseline = 0;          ///< mean before the onset, ms or 1/min
  std::vector<double> changes;  ///< of every second after the onset less the baseline: positive ms is a deceleration
  double corrected = 0;         ///< share of the trial's time in corrected intervals
  std::string excluded;         ///< empty or why it does not count; its numbers are NaN then
};

/// The mean interval of a stretch of time: every interval counts by the part of the stretch that lies in it (Graham
/// 1978, Psychophysiology 15:492-495; Velden & Woelk 1987, J Psychophysiol 1:173-175), of `rate` the mean of 60,000
/// over the interval. Weighted by beats instead, a short second would count as much as a long one and a change would be
/// found where there is none. NaN where part of the stretch lies in no interval.
double mean_over(const physio::Intervals& intervals, double from_s, double to_s, bool rate);

/// Trials in order of time. `corrected` says of every interval whether it was corrected; a trial with more than
/// `most_corrected` of its time in such intervals is excluded, as is one that a gap touches. A baseline that is not
/// positive or fewer than 1 second are usage errors; a condition that no event has is an input error that names the
/// nearest one.
std::vector<Response> responses(const physio::Intervals& intervals, const std::vector<bool>& corrected,
                                std::span<const physio::Event> events, const ResponseOptions& options,
                                double most_corrected);

}  // namespace attune::heart
