#include "attune/heart/beats.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "attune/base/nearest_name.hpp"

namespace attune::heart {
namespace {

constexpr std::array<std::pair<Method, std::string_view>, 2> kMethods{
    {{Method::pan_tompkins, "pan-tompkins"}, {Method::ppg, "ppg"}}};

// Length of what [from, to) and a stretch have in common.
double overlap(double from, double to, const Stretch& stretch) {
  return std::max(0.0, std::min(to, stretch.to_s) - std::max(from, stretch.from_s));
}

}  // namespace

std::string_view name_of(Method method) { return kMethods[static_cast<std::size_t>(method == Method::ppg)].second; }

Method parse_method(std::string_view text) {
  std::vector<std::string> names;
  for (const auto& [method, name] : kMethods) {
    if (name == text) return method;
    names.emplace_back(name);
  }
  throw usage_error(fmt::format("\"{}\" is no way to find beats{}", text, suggestion(text, names)));
}

std::string_view name_of(Polarity polarity) { return polarity == Polarity::upward ? "upward" : "downward"; }

physio::Intervals intervals_of(const Beats& beats) {
  physio::Intervals out;
  bool after_gap = true;
  for (std::size_t i = 0; i < beats.size(); ++i) {
    if (i == 0 || beats.follows_gap[i]) {
      after_gap = true;
      continue;
    }
    out.ms.push_back(1000.0 * (beats.times_s[i] - beats.times_s[i - 1]));
    out.end_s.push_back(beats.times_s[i]);
    out.follows_gap.push_back(after_gap);
    after_gap = false;
  }
  return out;
}

WindowQuality quality_of(const Beats& beats, Seconds from, Seconds to) {
  WindowQuality out;
  const double length = (to - from).count();
  const double inside =
      std::max(0.0, std::min(to.count(), beats.recording_to_s) - std::max(from.count(), beats.recording_from_s));
  double missing = length - inside, flat = 0, clipped = 0;
  for (const Stretch& stretch : beats.stretches) {
    const double seconds = overlap(from.count(), to.count(), stretch);
    if (stretch.why == Stretch::Why::missing) missing += seconds;
    if (stretch.why == Stretch::Why::flat) flat += seconds;
    if (stretch.why == Stretch::Why::clipped) clipped += seconds;
  }
  if (length > 0) {
    out.missing = missing / length;
    out.flat = flat / length;
    out.clipped = clipped / length;
  }
  const auto first = std::lower_bound(beats.times_s.begin(), beats.times_s.end(), from.count());
  const auto last = std::lower_bound(first, beats.times_s.end(), to.count());
  out.beats = static_cast<std::size_t>(last - first);
  double sum = 0, poor = 0;
  for (auto beat = first; beat != last; ++beat) {
    const double quality = beats.quality[static_cast<std::size_t>(beat - beats.times_s.begin())];
    sum += quality;
    if (quality < kPoorBeat) poor += 1;
  }
  const auto count = static_cast<double>(out.beats);
  out.poor_beats = out.beats > 0 ? poor / count : 0.0;
  out.mean_quality = out.beats > 0 ? sum / count : std::numeric_limits<double>::quiet_NaN();
  return out;
}

}  // namespace attune::heart
