#include "profile.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace attune::singletrial {
namespace {

constexpr std::array kParts{0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 16.0, 20.0};
constexpr double kWhole = 30;
/// Points a window is searched at; the parabola between three of them is off by less than a thousandth of their
/// distance.
constexpr Eigen::Index kPoints = 401;

struct Vertex {
  double place = 0, value = 0;
};

/// Of the parabola through three points, which need not be evenly spaced; the best point where it has no maximum.
Vertex vertex_of(const std::array<double, 3>& x, const std::array<double, 3>& y) {
  const double left = (y[1] - y[0]) / (x[1] - x[0]), right = (y[2] - y[1]) / (x[2] - x[1]);
  const double curvature = (right - left) / (x[2] - x[0]);
  const auto best = static_cast<std::size_t>(std::max_element(y.begin(), y.end()) - y.begin());
  if (!(curvature < 0)) return {x[best], y[best]};
  const double place = std::clamp(0.5 * (x[0] + x[1]) - left / (2 * curvature), x[0], x[2]);
  const double value = y[0] + left * (place - x[0]) + curvature * (place - x[0]) * (place - x[1]);
  return value < y[best] ? Vertex{x[best], y[best]} : Vertex{place, value};
}

}  // namespace

std::vector<double> jitter_sizes(double longest_lag_ms) {
  std::vector<double> out;
  for (const double part : kParts) out.push_back(longest_lag_ms * part / kWhole);
  return out;
}

Crest crest_of(std::span<const double> sizes, std::span<const double> log_likelihood) {
  const auto best =
      static_cast<std::size_t>(std::max_element(log_likelihood.begin(), log_likelihood.end()) - log_likelihood.begin());
  const std::size_t from = std::clamp<std::size_t>(best, 1, sizes.size() - 2) - 1;
  std::array<double, 3> x{}, y{};
  for (std::size_t i = 0; i < 3; ++i) x[i] = sizes[from + i] * sizes[from + i], y[i] = log_likelihood[from + i];
  const Vertex vertex = vertex_of(x, y);
  return {std::sqrt(vertex.place), vertex.value};
}

stats::Interval profile_interval(std::span<const double> sizes, std::span<const double> log_likelihood, double drop) {
  const Crest crest = crest_of(sizes, log_likelihood);
  const double level = crest.log_likelihood - drop;
  const auto crossing = [&](std::size_t in, std::size_t out) {
    const double part = (log_likelihood[in] - level) / (log_likelihood[in] - log_likelihood[out]);
    return sizes[in] + part * (sizes[out] - sizes[in]);
  };
  stats::Interval interval{0, std::numeric_limits<double>::quiet_NaN()};
  const auto best =
      static_cast<std::size_t>(std::max_element(log_likelihood.begin(), log_likelihood.end()) - log_likelihood.begin());
  for (std::size_t i = best; i-- > 0;)
    if (log_likelihood[i] < level) {
      interval.low = crossing(i + 1, i);
      break;
    }
  for (std::size_t i = best + 1; i < sizes.size(); ++i)
    if (log_likelihood[i] < level) {
      interval.high = crossing(i - 1, i);
      break;
    }
  return interval;
}

TemplatePeak template_peak(const LagModel& model, const Eigen::VectorXd& sines, const erp::Component& component) {
  const double sign = component.polarity == erp::Polarity::positive ? 1 : -1;
  const Eigen::VectorXd times =
      Eigen::VectorXd::LinSpaced(kPoints, component.window.from.count(), component.window.to.count());
  const Eigen::VectorXd values = sign * (model.sines(times, 0) * sines);
  Eigen::Index best = 0;
  const double largest = values.maxCoeff(&best);
  if (best == 0 || best == kPoints - 1 || !(largest > 0)) return {};
  const Vertex vertex =
      vertex_of({times(best - 1), times(best), times(best + 1)}, {values(best - 1), values(best), values(best + 1)});
  return {vertex.place, sign * vertex.value, true};
}

}  // namespace attune::singletrial
