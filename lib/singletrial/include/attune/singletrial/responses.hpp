#pragma once

#include <string>
#include <utility>
#include <vector>

#include "attune/base/error.hpp"
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

/// How many trials have a response, and how many have none because another trial's event lies before it.
struct FoundResponses {
  std::size_t found = 0, of_another = 0;
};

/// Fills `response_ms`: the first response after the trial's event, before the next event of the ledger and within
/// `within` of its own, so that no response is that of two trials; or the response time of the nearest event within 50
/// ms of the trial's, unless another event of the ledger is nearer to it. Trials without one keep NaN.
FoundResponses add_responses(SiteTrials& trials, const Responses& responses, Milliseconds within);
/// The same; returns what there is to warn of. `where` names the file of the responses.
Warnings respond(SiteTrials& trials, const Responses& responses, Milliseconds within, const std::string& where);

}  // namespace attune::singletrial
