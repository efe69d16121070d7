#include "attune/singletrial/responses.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "attune/eeg/event_table.hpp"

namespace attune::singletrial {
namespace {

/// Positions in a table are exact times at this rate; any would do.
const Hertz kTableRate(1000);
/// An event in another file is the trial's if it is no further away: a screen's delay may have been added.
constexpr double kSameEvent = 0.05;

std::optional<double> response_time(const eeg::Event& event) {
  for (const auto& [name, text] : event.fields)
    if (name == "response_time") return parse_double(text);
  return std::nullopt;
}

Responses from_events(const std::vector<eeg::Event>& events, const std::function<double(double)>& seconds,
                      const std::string& type, const std::string& where) {
  Responses out;
  std::vector<std::string> types;
  for (const eeg::Event& event : events) {
    if (std::find(types.begin(), types.end(), event.type) == types.end()) types.push_back(event.type);
    const double time = seconds(event.sample);
    if (!type.empty() && event.type == type) out.times_s.push_back(time);
    if (const auto response = response_time(event); type.empty() && response)
      out.of_event.emplace_back(time, *response);
  }
  if (!type.empty() && out.times_s.empty())
    throw Error(Fault::input,
                fmt::format("{}: there is no event of type {}{}", where, in_quotes(type), suggestion(type, types)));
  if (type.empty() && out.of_event.empty())
    throw Error(Fault::input, fmt::format("{}: no event has a response_time; expected that column, or --response-type "
                                          "with the type of the responses",
                                          where));
  std::sort(out.times_s.begin(), out.times_s.end());
  std::sort(out.of_event.begin(), out.of_event.end());
  return out;
}

}  // namespace

Responses responses_of(const eeg::Recording& recording, const std::string& type, const std::string& where) {
  return from_events(
      recording.events, [&](double sample) { return eeg::time_of(recording, sample).count(); }, type, where);
}

Responses responses_of(const Table& events, const std::string& type, const std::string& where) {
  return from_events(
      eeg::events_from_table(events, kTableRate), [](double sample) { return sample / kTableRate.value(); }, type,
      where);
}

namespace {

/// The response time beside the event that is nearest to the trial's, and to which no other trial's is nearer.
std::optional<double> beside(const Responses& responses, const std::vector<double>& events, double onset) {
  const std::pair<double, double>* nearest = nullptr;
  for (const auto& one : responses.of_event)
    if (!nearest || std::abs(one.first - onset) < std::abs(nearest->first - onset)) nearest = &one;
  if (!nearest || !(std::abs(nearest->first - onset) <= kSameEvent)) return std::nullopt;
  const auto nearer = [&](double event) { return std::abs(event - nearest->first) < std::abs(onset - nearest->first); };
  if (std::any_of(events.begin(), events.end(), nearer)) return std::nullopt;
  return nearest->second;
}

}  // namespace

FoundResponses add_responses(SiteTrials& trials, const Responses& responses, Milliseconds within) {
  if (!(within.count() > 0))
    throw usage_error(fmt::format("responses within {} ms; expected more than 0", within.count()));
  std::vector<double> events = trials.events_s;
  events.insert(events.end(), trials.onset_s.begin(), trials.onset_s.end());
  std::sort(events.begin(), events.end());
  FoundResponses out;
  for (std::size_t i = 0; i < trials.onset_s.size(); ++i) {
    const double onset = trials.onset_s[i];
    std::optional<double> response = beside(responses, events, onset);
    const auto next = std::upper_bound(responses.times_s.begin(), responses.times_s.end(), onset);
    const auto other = std::upper_bound(events.begin(), events.end(), onset);
    if (!response && next != responses.times_s.end() && *next - onset <= Seconds(within).count()) {
      if (other != events.end() && *other < *next)
        ++out.of_another;
      else
        response = *next - onset;
    }
    if (!response || !std::isfinite(*response)) continue;
    trials.response_ms[i] = 1000 * *response;
    ++out.found;
  }
  return out;
}

Warnings respond(SiteTrials& trials, const Responses& responses, Milliseconds within, const std::string& where) {
  const FoundResponses count = add_responses(trials, responses, within);
  Warnings out;
  if (count.found == 0)
    out.push_back(fmt::format("{}: no trial of condition {} has a response", where, trials.condition));
  if (count.of_another > 0)
    out.push_back(
        fmt::format("{}: {} trials of condition {} have no response before the next event; the response after "
                    "that is not theirs",
                    where, count.of_another, trials.condition));
  return out;
}

}  // namespace attune::singletrial
