#include <fmt/format.h>

#include <cmath>

#include "attune/latency/answer.hpp"
#include "attune/stats/distributions.hpp"

namespace attune::latency {
namespace {

constexpr double kMicrovolts = 1e6;

// Half the width of a t interval with this error.
double reach(double error, std::int64_t n, double confidence) {
  return error * stats::student_t_quantile(0.5 + 0.5 * confidence, static_cast<double>(n - 1));
}

report::Line line_of(const Eigen::MatrixXd& waves, const std::string& name, double confidence) {
  report::Line out;
  out.name = fmt::format("{} (n = {})", name, waves.rows());
  const auto n = static_cast<double>(waves.rows());
  for (Eigen::Index t = 0; t < waves.cols(); ++t) {
    const double mean = waves.col(t).mean();
    const double variance = (waves.col(t).array() - mean).square().sum() / (n - 1.0);
    const double half = reach(std::sqrt(variance / n), waves.rows(), confidence);
    out.y.push_back(kMicrovolts * mean);
    out.low.push_back(kMicrovolts * (mean - half));
    out.high.push_back(kMicrovolts * (mean + half));
  }
  return out;
}

report::Interval mean_with_interval(const Side& side, double confidence) {
  const std::int64_t n = side.scored();
  if (n < 2) return {};
  const double half = reach(side.sd / std::sqrt(static_cast<double>(n)), n, confidence);
  return {side.mean, side.mean - half, side.mean + half};
}

// The grand average's latency with the interval of its jackknife error.
report::Interval grand_with_interval(const Side& side, double confidence) {
  report::Interval out;
  out.mean = side.grand_average.value;
  if (side.retrieved.empty()) return out;
  double mean = 0, squares = 0;
  const auto n = static_cast<double>(side.retrieved.size());
  for (const double x : side.retrieved) mean += x / n;
  for (const double x : side.retrieved) squares += (x - mean) * (x - mean);
  const double half = reach(std::sqrt(squares / (n - 1.0) / n), side.people, confidence);
  out.low = out.mean - half;
  out.high = out.mean + half;
  return out;
}

std::string percent(double confidence) { return fmt::format("{:g} %", 100.0 * confidence); }

}  // namespace

report::LinesFigure waves_figure(const Answer& answer) {
  const Comparison& of = answer.comparison;
  report::LinesFigure out;
  out.name = "latency-waves";
  out.title =
      fmt::format("{} at {}: {} and {}", of.measure, answer.sides.people[0].front().site, of.levels[0], of.levels[1]);
  out.description = "Grand averages of both sides over time with the measured window; " + of.reading;
  out.x_label = "time after the event (ms)";
  out.y_label = "amplitude (uV)";
  out.band_label = fmt::format("band: {} confidence, point by point", percent(of.confidence));
  for (Eigen::Index t = 0; t < answer.sides.times.samples; ++t) out.x.push_back(answer.sides.times.at(t).count());
  out.reference_y = 0.0;
  const erp::Window& window = answer.target.component.window;
  out.spans = {{window.from.count(), window.to.count(), "window"}};
  for (std::size_t s = 0; s < 2; ++s) {
    out.lines.push_back(line_of(answer.sides.waves[s], of.levels[s], of.confidence));
    if (of.unit != "ms") continue;
    const int line = static_cast<int>(s);
    out.estimates.push_back({of.levels[s] + ": mean of scores", mean_with_interval(of.sides[s], of.confidence), line});
    out.estimates.push_back({of.levels[s] + ": grand average", grand_with_interval(of.sides[s], of.confidence), line});
  }
  return out;
}

report::IntervalFigure methods_figure(const Answer& answer) {
  const Comparison& of = answer.comparison;
  report::IntervalFigure out;
  out.name = "latency-methods";
  out.title = fmt::format("{} - {}: {} by every method", of.levels[0], of.levels[1], of.measure);
  out.description = of.reading;
  out.axis_label =
      fmt::format("{} - {} ({}), {} intervals", of.levels[0], of.levels[1], of.unit, percent(of.confidence));
  if (of.smallest_effect) {
    out.equivalence = std::pair(-*of.smallest_effect, *of.smallest_effect);
    out.equivalence_label = "too small to matter";
  }
  for (const Method& method : of.methods) {
    report::IntervalRow row;
    row.name = method.name;
    if (method.estimate) row.interval.mean = *method.estimate;
    if (method.interval) {
      row.interval.low = method.interval->low;
      row.interval.high = method.interval->high;
    }
    row.note = method.p ? fmt::format("p = {:.3g}", *method.p) : name_of(method.says);
    out.rows.push_back(row);
  }
  return out;
}

}  // namespace attune::latency
