#include "unit_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "potential_text.hpp"

namespace attune::eeg {
namespace {

std::string what_factor_means(double factor) {
  if (factor == 1e-6) return "as if \xc2\xb5V were stored as V";
  if (factor == 1e6) return "as if V were stored as \xc2\xb5V";
  if (factor < 1.0) return "as if a smaller unit were stored as a larger one";
  return "as if a larger unit were stored as a smaller one";
}

}  // namespace

std::string unit_text(const RecordingQuality& quality) {
  std::vector<double> swings;
  for (const ChannelQuality& channel : quality.channels)
    if (channel.unit_factor) swings.push_back(channel.swing_uv * 1e-6);
  std::sort(swings.begin(), swings.end());
  const double middle = swings[swings.size() / 2];
  const std::string start = fmt::format("{} of {} channels cannot be EEG in the unit that is stated: they swing by {}",
                                        swings.size(), quality.channels.size(), potential_text(middle));
  if (!quality.unit_factor) return start + "; their factors differ, see channel_quality";
  return fmt::format("{}; times {:g} that is {}, {}", start, *quality.unit_factor,
                     potential_text(middle * *quality.unit_factor), what_factor_means(*quality.unit_factor));
}

}  // namespace attune::eeg
