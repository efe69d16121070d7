#pragma once

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "attune/heart/responses.hpp"
#include "made_intervals.hpp"

namespace attune::test {

/// Events of two kinds, in an order that chance gives, 9 to 13 s apart.
inline std::vector<physio::Event> random_events(std::size_t each, parallel::Stream& stream) {
  std::vector<physio::Event> out;
  double time = 5;
  std::size_t left_a = each, left_b = each;
  while (left_a + left_b > 0) {
    time += 9 + 4 * stream.uniform();
    const bool a = stream.uniform() * static_cast<double>(left_a + left_b) < static_cast<double>(left_a);
    --(a ? left_a : left_b);
    out.push_back({Seconds(time), Seconds(0), a ? "a" : "b"});
  }
  return out;
}

struct ResponseTests {
  double alone = 0;       ///< t of the trials of "a" against 0
  double difference = 0;  ///< t of the trials of "a" against those of "b"
  double mean = 0;        ///< of the trials of "a", ms
  double late = 0;        ///< the same without the first second
};

/// One person whose heart does not know of the events, but for `planted` ms that intervals which
/// begin within six seconds of an "a" are longer: from the second second on all are.
inline ResponseTests respond(std::uint64_t item, std::size_t each, double planted) {
  parallel::Stream stream({77}, item);
  const std::vector<physio::Event> events = random_events(each, stream);
  physio::Intervals intervals = resting_heart(events.back().onset.count() + 10, {78}, item);
  if (planted != 0) {
    const physio::Intervals rest = intervals;
    double time = 0;
    for (std::size_t i = 0; i < rest.size(); ++i) {
      double extra = 0;
      for (const physio::Event& event : events)
        if (event.type == "a" && time >= event.onset.count() && time < event.onset.count() + 6) extra = planted;
      intervals.ms[i] = rest.ms[i] + extra;
      intervals.end_s[i] = time += 1e-3 * intervals.ms[i];
    }
  }
  heart::ResponseOptions options;
  options.conditions = {"a", "b"};
  options.seconds = 6;
  double late = 0;
  std::vector<double> a, b;
  for (const heart::Response& trial :
       heart::responses(intervals, std::vector<bool>(intervals.size(), false), events, options, 0.2)) {
    double mean = 0;
    for (const double change : trial.changes) mean += change / static_cast<double>(trial.changes.size());
    (trial.condition == "a" ? a : b).push_back(mean);
    if (trial.condition == "a") late += (6 * mean - trial.changes.front()) / 5;
  }
  const auto moments = [](const std::vector<double>& x) {
    double mean = 0, squares = 0;
    for (const double value : x) mean += value / static_cast<double>(x.size());
    for (const double value : x) squares += (value - mean) * (value - mean);
    return std::pair(mean, squares / static_cast<double>(x.size() - 1) / static_cast<double>(x.size()));
  };
  const auto [mean_a, error_a] = moments(a);
  const auto [mean_b, error_b] = moments(b);
  return {mean_a / std::sqrt(error_a), (mean_a - mean_b) / std::sqrt(error_a + error_b), mean_a,
          late / static_cast<double>(a.size())};
}

}  // namespace attune::test
