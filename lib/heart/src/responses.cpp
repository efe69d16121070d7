#include "attune/heart/responses.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"

namespace attune::heart {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
// Beat times are sums of intervals.
constexpr double kRounding_s = 1e-9;

// Calls `take` with every interval that shares time with [from, to), and how much.
template <class Take>
void over_time(const physio::Intervals& intervals, double from_s, double to_s, Take take) {
  const auto first = std::upper_bound(intervals.end_s.begin(), intervals.end_s.end(), from_s) - intervals.end_s.begin();
  for (auto i = static_cast<std::size_t>(first); i < intervals.size(); ++i) {
    const double start = intervals.end_s[i] - 1e-3 * intervals.ms[i];
    if (start >= to_s) break;
    take(i, std::min(intervals.end_s[i], to_s) - std::max(start, from_s));
  }
}

double corrected_time(const physio::Intervals& intervals, const std::vector<bool>& corrected, double from_s,
                      double to_s) {
  double sum = 0;
  over_time(intervals, from_s, to_s, [&](std::size_t i, double shared) { sum += corrected[i] ? shared : 0.0; });
  return sum / (to_s - from_s);
}

void check(std::span<const physio::Event> events, const ResponseOptions& options) {
  if (!(options.baseline.count() > 0) || options.seconds < 1)
    throw usage_error(
        fmt::format("a baseline of {:g} s and {} seconds after the onset; expected a positive length and "
                    "at least 1",
                    options.baseline.count(), options.seconds));
  std::vector<std::string> known;
  for (const physio::Event& event : events)
    if (std::find(known.begin(), known.end(), event.type) == known.end()) known.push_back(event.type);
  for (const std::string& condition : options.conditions)
    if (std::find(known.begin(), known.end(), condition) == known.end())
      throw Error(Fault::input,
                  fmt::format("no event is called {}{}", in_quotes(condition), suggestion(condition, known)));
}

}  // namespace

double mean_over(const physio::Intervals& intervals, double from_s, double to_s, bool rate) {
  double time = 0, sum = 0;
  over_time(intervals, from_s, to_s, [&](std::size_t i, double shared) {
    time += shared;
    sum += shared * (rate ? 60000.0 / intervals.ms[i] : intervals.ms[i]);
  });
  return time < to_s - from_s - kRounding_s ? kNone : sum / time;
}

std::vector<Response> responses(const physio::Intervals& intervals, const std::vector<bool>& corrected,
                                std::span<const physio::Event> events, const ResponseOptions& options,
                                double most_corrected) {
  check(events, options);
  std::vector<Response> out;
  for (const physio::Event& event : events) {
    if (std::find(options.conditions.begin(), options.conditions.end(), event.type) == options.conditions.end())
      continue;
    const double onset = event.onset.count(), from = onset - options.baseline.count(), to = onset + options.seconds;
    Response trial{event.type, onset, mean_over(intervals, from, onset, options.rate), {}, 0, {}};
    for (int second = 0; second < options.seconds; ++second)
      trial.changes.push_back(mean_over(intervals, onset + second, onset + second + 1, options.rate) - trial.baseline);
    trial.corrected = corrected_time(intervals, corrected, from, to);
    if (std::any_of(trial.changes.begin(), trial.changes.end(), [](double change) { return std::isnan(change); }))
      trial.excluded = "beats are missing";
    else if (trial.corrected > most_corrected)
      trial.excluded = fmt::format("corrected {:.2f} of its time, more than {:g}", trial.corrected, most_corrected);
    if (!trial.excluded.empty()) {
      trial.baseline = kNone;
      std::fill(trial.changes.begin(), trial.changes.end(), kNone);
    }
    out.push_back(std::move(trial));
  }
  std::stable_sort(out.begin(), out.end(), [](const Response& a, const Response& b) { return a.onset_s < b.onset_s; });
  return out;
}

}  // namespace attune::heart
