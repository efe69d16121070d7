#include "stretches.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace attune::heart {
namespace {

struct Range {
  double smallest = std::numeric_limits<double>::infinity(), largest = -smallest;
};

Range range_of(const physio::Channel& channel) {
  Range out;
  for (const double value : channel.samples) {
    out.smallest = value < out.smallest ? value : out.smallest;
    out.largest = value > out.largest ? value : out.largest;
  }
  if (std::isinf(out.largest) && std::isinf(out.smallest) && out.largest < out.smallest) return out;
  if (!std::isinf(out.largest) && !std::isinf(out.smallest)) return out;
  const auto at = std::find_if(channel.samples.begin(), channel.samples.end(), [](double x) { return std::isinf(x); });
  throw analysis_error(fmt::format("{}: sample {} is infinite; expected a number or a missing value", channel.name,
                                   at - channel.samples.begin()));
}

// What a run of `count` equal samples is, if it is anything.
std::optional<Stretch::Why> why(double value, std::size_t count, const Range& range, double rate, Seconds clip) {
  if (std::isnan(value)) return Stretch::Why::missing;
  const double seconds = static_cast<double>(count) / rate;
  if (seconds >= kFlatLength.count()) return Stretch::Why::flat;
  if (count >= 5 && seconds >= clip.count() && (value == range.smallest || value == range.largest))
    return Stretch::Why::clipped;
  return std::nullopt;
}

}  // namespace

std::vector<Stretch> bad_stretches(const physio::Channel& channel, Seconds clip) {
  const Range range = range_of(channel);
  const std::vector<double>& x = channel.samples;
  std::vector<Stretch> out;
  for (std::size_t first = 0; first < x.size();) {
    std::size_t end = first + 1;
    const bool missing = std::isnan(x[first]);
    while (end < x.size() && (missing ? std::isnan(x[end]) : x[end] == x[first])) ++end;
    if (const auto found = why(x[first], end - first, range, channel.sampling_frequency.value(), clip))
      out.push_back({channel.time_of(static_cast<double>(first)).count(),
                     channel.time_of(static_cast<double>(end)).count(), *found});
    first = end;
  }
  return out;
}

}  // namespace attune::heart
