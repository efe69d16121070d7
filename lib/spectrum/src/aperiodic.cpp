#include "attune/spectrum/aperiodic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/base/median.hpp"

namespace attune::spectrum {
namespace {

using Values = Eigen::Ref<const Eigen::VectorXd>;

constexpr double kPeakThreshold = 3.0, kPeakFoot = 1.0;  // robust standard deviations
constexpr double kLeastSd = 1e-9;                        // of log10 density: rounding is no peak
constexpr double kMadToSd = 1.482602218505602;
constexpr Eigen::Index kFewestOutside = 12;
constexpr int kMostRounds = 50;

struct Line {
  double offset = 0, slope = 0;
};

struct Points {
  Eigen::Index first = 0;
  std::vector<double> x, y;  // log10 of frequency and of density
  std::string problem;
};

Points points_in(const Values& frequencies, const Values& density, const Band& range) {
  Points out;
  const double step = frequencies(1) - frequencies(0), slack = 1e-9 * frequencies(frequencies.size() - 1);
  if (range.low.value() < 2.0 * step - slack) {
    out.problem = fmt::format("the range begins below {:g} Hz, two steps of frequency", 2.0 * step);
    return out;
  }
  if (range.high.value() > frequencies(frequencies.size() - 1) + slack) {
    out.problem =
        fmt::format("the range reaches beyond {:g} Hz, the last frequency", frequencies(frequencies.size() - 1));
    return out;
  }
  for (Eigen::Index k = 0; k < frequencies.size(); ++k) {
    if (frequencies(k) < range.low.value() - slack || frequencies(k) > range.high.value() + slack) continue;
    if (out.x.empty()) out.first = k;
    if (!(density(k) > 0)) {
      out.problem = fmt::format("no power at {:g} Hz", frequencies(k));
      return out;
    }
    out.x.push_back(std::log10(frequencies(k)));
    out.y.push_back(std::log10(density(k)));
  }
  return out;
}

// Theil and Sen: the median of the slopes of all pairs, and of what is left.
Line median_line(const Points& points) {
  std::vector<double> slopes, rest;
  for (std::size_t i = 0; i < points.x.size(); ++i)
    for (std::size_t j = i + 1; j < points.x.size(); ++j)
      slopes.push_back((points.y[j] - points.y[i]) / (points.x[j] - points.x[i]));
  const double slope = median_of(std::move(slopes));
  for (std::size_t i = 0; i < points.x.size(); ++i) rest.push_back(points.y[i] - slope * points.x[i]);
  return {median_of(std::move(rest)), slope};
}

Line least_squares(const Points& points, const std::vector<bool>& without) {
  double n = 0, mean_x = 0, mean_y = 0, xx = 0, xy = 0;
  for (std::size_t i = 0; i < points.x.size(); ++i)
    if (!without[i]) n += 1, mean_x += points.x[i], mean_y += points.y[i];
  mean_x /= n;
  mean_y /= n;
  for (std::size_t i = 0; i < points.x.size(); ++i) {
    if (without[i]) continue;
    xx += (points.x[i] - mean_x) * (points.x[i] - mean_x);
    xy += (points.x[i] - mean_x) * (points.y[i] - mean_y);
  }
  return {mean_y - xy / xx * mean_x, xy / xx};
}

std::vector<double> residuals(const Points& points, const Line& line) {
  std::vector<double> out;
  for (std::size_t i = 0; i < points.x.size(); ++i) out.push_back(points.y[i] - line.offset - line.slope * points.x[i]);
  return out;
}

double robust_sd(const std::vector<double>& values, const std::vector<bool>& without) {
  std::vector<double> kept;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!without[i]) kept.push_back(values[i]);
  const double middle = median_of(kept);
  for (double& value : kept) value = std::abs(value - middle);
  return kMadToSd * median_of(std::move(kept));
}

// Runs that reach the threshold, grown for as long as the residual is above the foot.
std::vector<bool> runs_above(const std::vector<double>& values, double threshold, double foot) {
  std::vector<bool> out(values.size(), false);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!(values[i] > threshold) || out[i]) continue;
    for (std::size_t k = i; k < values.size() && values[k] > foot; ++k) out[k] = true;
    for (std::size_t k = i; k-- > 0 && values[k] > foot;) out[k] = true;
  }
  return out;
}

}  // namespace

AperiodicFit fit_aperiodic(const Values& frequencies, const Values& density, const Band& range) {
  AperiodicFit out;
  const Points points = points_in(frequencies, density, range);
  out.reason = points.problem;
  if (!out.reason.empty()) return out;
  const auto count = static_cast<Eigen::Index>(points.x.size());
  out.first = points.first;
  out.peak.assign(points.x.size(), false);
  const auto too_few = [&](Eigen::Index outside) {
    out.reason = fmt::format("{} frequencies outside peaks, {} are needed", outside, kFewestOutside);
    return out;
  };
  if (count < kFewestOutside) return too_few(count);
  Line line = median_line(points);
  // The scale of the first line is kept: what is left outside peaks lies closer and closer to a line, and a scale of
  // that would call ever more of it a peak.
  const double sd = std::max(kLeastSd, robust_sd(residuals(points, line), out.peak));
  for (int round = 0; round < kMostRounds; ++round) {
    const std::vector<bool> peak = runs_above(residuals(points, line), kPeakThreshold * sd, kPeakFoot * sd);
    const bool same = round > 0 && peak == out.peak;
    out.peak = peak;
    const Eigen::Index outside = count - std::count(peak.begin(), peak.end(), true);
    if (outside < kFewestOutside) return too_few(outside);
    if (same) break;
    line = least_squares(points, out.peak);
  }
  out.residual_sd = robust_sd(residuals(points, line), out.peak);
  out.offset = line.offset;
  out.exponent = -line.slope;
  return out;
}

AperiodicFit refit_aperiodic(const Values& frequencies, const Values& density, const AperiodicFit& known) {
  AperiodicFit out = known;
  out.offset = out.exponent = std::numeric_limits<double>::quiet_NaN();
  if (!known.reason.empty()) return out;
  Points points;
  for (std::size_t i = 0; i < known.peak.size(); ++i) {
    const Eigen::Index k = known.first + static_cast<Eigen::Index>(i);
    if (!(density(k) > 0)) return out;
    points.x.push_back(std::log10(frequencies(k)));
    points.y.push_back(std::log10(density(k)));
  }
  const Line line = least_squares(points, known.peak);
  out.offset = line.offset;
  out.exponent = -line.slope;
  return out;
}

}  // namespace attune::spectrum
