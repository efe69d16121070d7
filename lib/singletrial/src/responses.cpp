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

std::size_t add_responses(SiteTrials& trials, const Responses& responses, Milliseconds within) {
  if (!(within.count() > 0))
    throw usage_error(fmt::format("responses within {} ms; expected more than 0", within.count()));
  std::size_t found = 0;
  for (std::size_t i = 0; i < trials.onset_s.size(); ++i) {
    const double onset = trials.onset_s[i];
    const auto next = std::upper_bound(responses.times_s.begin(), responses.times_s.end(), onset);
    double response = std::nan("");
    if (next != responses.times_s.end() && *next - onset <= Seconds(within).count()) response = *next - onset;
    for (const auto& [time, seconds] : responses.of_event)
      if (std::abs(time - onset) <= kSameEvent) response = seconds;
    if (!std::isfinite(response)) continue;
    trials.response_ms[i] = 1000 * response;
    ++found;
  }
  return found;
}

}  // namespace attune::singletrial
