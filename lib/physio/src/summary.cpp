#include "attune/physio/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace attune::physio {
namespace {

struct Extent {
  double least = std::numeric_limits<double>::quiet_NaN(), most = std::numeric_limits<double>::quiet_NaN();
  double missing = 0;  ///< share
};

Extent extent_of(const Channel& channel) {
  Extent out;
  std::size_t missing = 0;
  for (const double value : channel.samples) {
    if (std::isnan(value)) ++missing;
    out.least = std::fmin(out.least, value);
    out.most = std::fmax(out.most, value);
  }
  out.missing = static_cast<double>(missing) / static_cast<double>(std::max<std::size_t>(channel.samples.size(), 1));
  return out;
}

}  // namespace

Record summarise(const Recording& recording) {
  std::vector<std::string> names, kinds, units, events;
  std::vector<double> rates, starts, durations, missing, least, most;
  for (const Channel& channel : recording.channels) {
    const Extent extent = extent_of(channel);
    names.push_back(one_line(channel.name));
    kinds.emplace_back(name_of(channel.kind));
    units.push_back(channel.unit.empty() ? "n/a" : one_line(channel.unit));
    rates.push_back(channel.sampling_frequency.value());
    starts.push_back(channel.start.count());
    durations.push_back(static_cast<double>(channel.samples.size()) / channel.sampling_frequency.value());
    missing.push_back(extent.missing);
    least.push_back(extent.least);
    most.push_back(extent.most);
  }
  std::map<std::string, std::size_t> counts;
  for (const Event& event : recording.events) ++counts[event.type];
  for (const auto& [type, count] : counts) events.push_back(fmt::format("{} ({})", one_line(type), count));
  return {{"file", recording.path.string()},
          {"format", recording.format},
          {"channels", names},
          {"kinds", kinds},
          {"units", units},
          {"sampling_frequency_hz", rates},
          {"start_s", starts},
          {"duration_s", durations},
          {"missing_share", missing},
          {"min", least},
          {"max", most},
          {"events", events},
          {"warnings", static_cast<std::int64_t>(recording.warnings.size())}};
}

}  // namespace attune::physio
