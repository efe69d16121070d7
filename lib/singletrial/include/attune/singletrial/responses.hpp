#pragma once

#include <string>
#include <utility>
#include <vector>

#include "attune/base/units.hpp"
#include "attune/eeg/recording.hpp"
#include "attune/singletrial/site_trials.hpp"
#include "attune/table/table.hpp"

namespace attune::singletrial {

/// When a person responded: events of their own, or response times beside the events they belong to.
struct Responses {
  std::vector<double> times_s;                      ///< ascending, from the start of the recording
  std::vector<std::pair<double, double>> of_event;  ///< an event's onset and its response time, s
};

/// The events of `type` in a recording or an events.tsv. With an empty type the events' own `response_time` (BIDS,
/// seconds). `where` names the file; a type that is not there is an input error that suggests the nearest, as is a file
/// without response times.
Responses responses_of(const eeg::Recording& recording, const std::string& type, const std::string& where);
Responses responses_of(const Table& events, const std::string& type, const std::string& where);

/// Fills `response_ms`: the first response after the trial's event and within `within` of it, or the response time of
/// the event within 50 ms of the trial's. Trials without one keep NaN. Returns how many have one.
std::size_t add_responses(SiteTrials& trials, const Responses& responses, Milliseconds within);

}  // namespace attune::singletrial
