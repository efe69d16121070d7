#include "attune/physio/windows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "attune/base/nearest_name.hpp"

namespace attune::physio {
namespace {

// An epoch that is short by less than this is rounding of its times.
constexpr double kRounding = 1e-9;

void check(const WindowRequest& request) {
  if (request.from && request.to && !(*request.from < *request.to))
    throw usage_error(fmt::format("the window goes from {} to {} s; its end must come after its start",
                                  request.from->count(), request.to->count()));
  if (request.epoch && !(request.epoch->count() > 0 && std::isfinite(request.epoch->count())))
    throw usage_error(fmt::format("an epoch of {} s is no length; give one above 0", request.epoch->count()));
}

Window around(const Event& event, const Recording& recording, const WindowRequest& request) {
  Window out{event.type, event.onset + request.from.value_or(Seconds(0)), Seconds(0)};
  if (request.to) {
    out.to = event.onset + *request.to;
    return out;
  }
  const std::string which = fmt::format("the event {} at {} s", in_quotes(event.type), event.onset.count());
  if (std::isnan(event.duration.count()) || event.duration.count() == 0)
    throw input_error(recording.path, fmt::format("{} has no duration; give the end of its window", which));
  out.to = event.onset + event.duration;
  if (!(out.from < out.to))
    throw input_error(recording.path, fmt::format("{} ends {} s after its onset, before its window starts", which,
                                                  event.duration.count()));
  return out;
}

Window whole(const Recording& recording, const WindowRequest& request, const std::string& only) {
  constexpr double kFar = std::numeric_limits<double>::infinity();
  Window out{request.condition, Seconds(kFar), Seconds(-kFar)};
  const bool is_there = std::any_of(recording.channels.begin(), recording.channels.end(),
                                    [&](const Channel& channel) { return channel.name == only; });
  for (const Channel& channel : recording.channels) {
    if (is_there && channel.name != only) continue;
    out.from = std::min(out.from, channel.start);
    out.to = std::max(out.to, channel.time_of(static_cast<double>(channel.samples.size())));
  }
  if (recording.channels.empty()) throw input_error(recording.path, "has no channels");
  out.from = request.from.value_or(out.from);
  out.to = request.to.value_or(out.to);
  if (!(out.from < out.to))
    throw input_error(recording.path, fmt::format("the window goes from {} to {} s, outside the recording",
                                                  out.from.count(), out.to.count()));
  return out;
}

void cut(const Window& part, Seconds epoch, std::vector<Window>& out) {
  const double count = std::floor((part.to - part.from).count() / epoch.count() + kRounding);
  for (double i = 0; i < count; ++i) {
    Window one = part;
    one.from = part.from + i * epoch;
    one.to = part.from + (i + 1) * epoch;
    out.push_back(std::move(one));
  }
}

}  // namespace

void require_conditions(const Recording& recording, std::span<const std::string> conditions) {
  if (conditions.empty()) throw usage_error("no condition is named; expected types of events");
  std::set<std::string> seen, types;
  for (const Event& event : recording.events) types.insert(event.type);
  const std::vector<std::string> known(types.begin(), types.end());
  for (const std::string& condition : conditions) {
    if (!seen.insert(condition).second)
      throw usage_error(fmt::format("condition {} is given twice", in_quotes(condition)));
    if (types.count(condition) > 0) continue;
    throw input_error(
        recording.path,
        known.empty()
            ? fmt::format("has no events, condition {} needs some; give --events", in_quotes(condition))
            : fmt::format("no event is of the type {}{}", in_quotes(condition), suggestion(condition, known)));
  }
}

std::vector<std::vector<Window>> by_condition(std::span<const Window> windows) {
  std::vector<std::vector<Window>> out;
  for (const Window& window : windows) {
    const auto its = std::find_if(out.begin(), out.end(),
                                  [&](const auto& group) { return group.front().condition == window.condition; });
    if (its == out.end())
      out.push_back({window});
    else
      its->push_back(window);
  }
  return out;
}

std::vector<Window> windows_of(const Recording& recording, const WindowRequest& request, const std::string& channel) {
  check(request);
  std::vector<Window> parts;
  if (request.conditions.empty()) {
    parts.push_back(whole(recording, request, channel));
  } else {
    require_conditions(recording, request.conditions);
    for (const Event& event : recording.events)
      if (std::find(request.conditions.begin(), request.conditions.end(), event.type) != request.conditions.end())
        parts.push_back(around(event, recording, request));
  }
  std::vector<Window> out;
  if (request.epoch)
    for (const Window& part : parts) cut(part, *request.epoch, out);
  else
    out = std::move(parts);
  if (out.empty())
    throw input_error(recording.path,
                      fmt::format("no part of it is as long as an epoch of {} s", request.epoch->count()));
  std::stable_sort(out.begin(), out.end(), [](const Window& a, const Window& b) { return a.from < b.from; });
  std::map<std::string, std::size_t> counts;
  for (Window& window : out) window.number = ++counts[window.condition];
  return out;
}

}  // namespace attune::physio
