#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "attune/base/median.hpp"
#include "attune/breath/breaths.hpp"
#include "attune/signal/iir.hpp"

namespace attune::breath {
namespace {

constexpr double kShortestStretch = 10;  // s
constexpr double kLowestRate = 4;        // Hz
constexpr double kRounding = 1e-9;       // of the largest value

/// Where the signal turns.
struct Turn {
  Eigen::Index at = 0;
  bool up = false;  ///< a maximum
};

/// Maxima and minima in turn, each confirmed when the signal has come back by `delta`. The first and the last are kept
/// only if both sides are seen.
std::vector<Turn> turns_of(const Eigen::Ref<const Eigen::VectorXd>& x, double delta) {
  std::vector<Turn> out;
  Eigen::Index high = 0, low = 0;
  std::optional<bool> rising;  // not known before the first turn
  for (Eigen::Index i = 1; i < x.size(); ++i) {
    if (rising.value_or(true) && x[i] > x[high]) high = i;
    if (!rising.value_or(false) && x[i] < x[low]) low = i;
    if (rising.value_or(true) && x[i] < x[high] - delta) {
      if (high > 0) out.push_back({high, true});
      rising = false;
      low = i;
    } else if (!rising.value_or(false) && x[i] > x[low] + delta) {
      if (low > 0) out.push_back({low, false});
      rising = true;
      high = i;
    }
  }
  return out;
}

/// What lies between the 5th and the 95th percentile: of a sine nearly its depth. Noise adds little to it, while the
/// differences between turning points become those of the noise; and one large artefact does not matter.
double usual_depth(const Eigen::Ref<const Eigen::VectorXd>& x) {
  std::vector<double> values(x.begin(), x.end());
  const auto at = [&](double share) {
    const auto place = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), place, values.end());
    return *place;
  };
  return at(0.95) - at(0.05);
}

/// Place of the vertex of the parabola through a sample and its neighbours.
double vertex(const Eigen::Ref<const Eigen::VectorXd>& x, Eigen::Index at) {
  if (at <= 0 || at + 1 >= x.size()) return static_cast<double>(at);
  const double curve = x[at - 1] - 2 * x[at] + x[at + 1];
  const double shift = curve == 0 ? 0 : 0.5 * (x[at - 1] - x[at + 1]) / curve;
  return static_cast<double>(at) + std::clamp(shift, -0.5, 0.5);
}

struct Filtered {
  Eigen::VectorXd band, smooth;  ///< without drift; with it
};

Filtered filtered(const physio::Channel& channel, const signal::Segment& stretch, const DetectOptions& options,
                  Warnings& warnings) {
  Eigen::MatrixXd column(stretch.count, 1);
  for (Eigen::Index i = 0; i < stretch.count; ++i)
    column(i, 0) = (options.inverted ? -1 : 1) * channel.samples[static_cast<std::size_t>(stretch.first + i)];
  const Hertz low_pass = std::min(options.low_pass, Hertz(0.45 * channel.sampling_frequency.value()));
  const signal::IirUse use;
  Eigen::MatrixXd band = column;
  const auto note = [&](const Warnings& more) { warnings.insert(warnings.end(), more.begin(), more.end()); };
  note(signal::filter_columns(
      signal::design_butterworth({2, options.high_pass, low_pass, false}, channel.sampling_frequency), use, band,
      options.threads));
  note(signal::filter_columns(signal::design_butterworth({2, {}, low_pass, false}, channel.sampling_frequency), use,
                              column, options.threads));
  return {band.col(0), column.col(0)};
}

void add_breaths(const physio::Channel& channel, const signal::Segment& stretch, const DetectOptions& options,
                 Breaths& out) {
  const Filtered x = filtered(channel, stretch, options, out.warnings);
  const double depth = usual_depth(x.band), delta = options.least_turn * depth;
  if (!(depth > kRounding * x.smooth.cwiseAbs().maxCoeff())) return;  // a constant, but for rounding
  const std::vector<Turn> turns = turns_of(x.band, delta);
  const auto time = [&](const Turn& turn) {
    return channel.time_of(static_cast<double>(stretch.first) + vertex(x.band, turn.at)).count();
  };
  for (std::size_t i = 0; i + 2 < turns.size(); ++i) {
    if (turns[i].up) continue;
    Breath breath{time(turns[i]), time(turns[i + 1]), time(turns[i + 2]), 0, ""};
    breath.depth = x.smooth[turns[i + 1].at] - x.smooth[turns[i].at];
    out.breaths.push_back(std::move(breath));
  }
}

/// Says of every breath whether it can be one.
void judge(Breaths& breaths) {
  std::vector<double> depths;
  for (const Breath& breath : breaths.breaths) depths.push_back(breath.depth);
  if (depths.empty()) return;
  const double usual = median_of(depths);
  for (Breath& breath : breaths.breaths) {
    if (breath.seconds() < kShortest) breath.implausible = "too short";
    if (breath.seconds() > kLongest) breath.implausible = "too long";
    if (breath.depth < kShallowest * usual) breath.implausible = "too shallow";
    if (breath.depth > kDeepest * usual) breath.implausible = "too deep";
  }
}

void check(const physio::Channel& channel, const DetectOptions& options) {
  if (!(options.high_pass.value() > 0 && options.low_pass > options.high_pass))
    throw usage_error(fmt::format("a band from {:g} to {:g} Hz is none; expected such as 0.05 to 2",
                                  options.high_pass.value(), options.low_pass.value()));
  if (!(options.least_turn > 0 && options.least_turn < 1))
    throw usage_error(
        fmt::format("a turn of {:g} of the usual depth; expected a share between 0 and 1", options.least_turn));
  if (channel.sampling_frequency.value() < kLowestRate)
    throw analysis_error(fmt::format("channel {}: sampled at {:g} Hz; breaths need at least {:g} Hz", channel.name,
                                     channel.sampling_frequency.value(), kLowestRate));
  if (physio::segments_of(channel).empty())
    throw analysis_error(fmt::format("channel {}: holds no sample that is not missing", channel.name));
}

}  // namespace

Breaths detect_breaths(const physio::Channel& channel, const DetectOptions& options) {
  check(channel, options);
  Breaths out;
  out.channel = channel.name;
  out.unit = channel.unit;
  out.recording_from_s = channel.start.count();
  out.recording_to_s = channel.time_of(static_cast<double>(channel.samples.size())).count();
  std::size_t short_ones = 0;
  for (const signal::Segment& stretch : physio::segments_of(channel)) {
    if (static_cast<double>(stretch.count) < kShortestStretch * channel.sampling_frequency.value())
      ++short_ones;
    else
      add_breaths(channel, stretch, options, out);
  }
  if (short_ones > 0)
    out.warnings.push_back(fmt::format("channel {}: {} stretch{} between gaps shorter than {:g} s: no breaths there",
                                       channel.name, short_ones, short_ones == 1 ? "" : "es", kShortestStretch));
  judge(out);
  if (out.breaths.empty()) out.warnings.push_back(fmt::format("channel {}: no breath was found", channel.name));
  return out;
}

}  // namespace attune::breath
