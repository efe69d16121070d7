#include "trigger.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace attune::physio {
namespace {

constexpr double kBeyondMiddle = 0.1;  // of the range

struct Range {
  double least = std::numeric_limits<double>::infinity(), most = -std::numeric_limits<double>::infinity();
};

Range range_of(const Channel& channel) {
  Range out;
  for (const double value : channel.samples) {
    if (std::isnan(value)) continue;
    out.least = std::min(out.least, value);
    out.most = std::max(out.most, value);
  }
  return out;
}

}  // namespace

std::vector<Event> level_events(const Channel& channel, bool falls) {
  std::vector<Event> out;
  const Range range = range_of(channel);
  if (!(range.most > range.least)) return out;
  const double middle = 0.5 * (range.least + range.most), margin = kBeyondMiddle * (range.most - range.least);
  bool on = true, side = true;  // neither is known before the first step
  std::size_t crossed = 0;
  bool started = false;
  for (std::size_t i = 0; i < channel.samples.size(); ++i) {
    if (std::isnan(channel.samples[i])) continue;
    const double above = falls ? middle - channel.samples[i] : channel.samples[i] - middle;
    if (!started) {
      on = side = above > 0;
      started = true;
    }
    if ((above > 0) != side) {
      side = above > 0;
      crossed = i;
    }
    if (side == on || !(std::abs(above) >= margin)) continue;
    on = side;
    const Seconds time = channel.time_of(static_cast<double>(crossed));
    if (on)
      out.push_back({time, Seconds(std::numeric_limits<double>::quiet_NaN()), channel.name});
    else if (!out.empty())
      out.back().duration = time - out.back().onset;
  }
  return out;
}

}  // namespace attune::physio
