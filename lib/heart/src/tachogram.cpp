#include "attune/heart/tachogram.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"

namespace attune::heart {
namespace {

constexpr std::array<std::pair<Detrend, std::string_view>, 3> kDetrends{
    {{Detrend::mean, "mean"}, {Detrend::linear, "linear"}, {Detrend::smoothness_priors, "smoothness-priors"}}};

// Second derivatives at the knots of the natural spline: a tridiagonal system, solved by elimination.
std::vector<double> second_derivatives(const IntervalRun& run) {
  const std::size_t n = run.size();
  std::vector<double> out(n, 0.0), upper(n, 0.0), right(n, 0.0);
  for (std::size_t i = 1; i + 1 < n; ++i) {
    const double before = run.end_s[i] - run.end_s[i - 1], after = run.end_s[i + 1] - run.end_s[i];
    const double bend = 6 * ((run.ms[i + 1] - run.ms[i]) / after - (run.ms[i] - run.ms[i - 1]) / before);
    const double pivot = 2 * (before + after) - before * upper[i - 1];
    upper[i] = after / pivot;
    right[i] = (bend - before * right[i - 1]) / pivot;
  }
  for (std::size_t i = n; i-- > 1;) out[i - 1] = i - 1 == 0 ? 0.0 : right[i - 1] - upper[i - 1] * out[i];
  return out;
}

// (I + lambda^2 D'D) x = z with five diagonals, by its factors L d L'.
Eigen::VectorXd smooth_curve(const Eigen::Ref<const Eigen::VectorXd>& z, double lambda) {
  const Eigen::Index n = z.size();
  const double weight = lambda * lambda;
  const auto product = [&](Eigen::Index i, Eigen::Index j) {  // (D'D)(i, j) for j = i, i + 1, i + 2
    constexpr std::array<double, 3> kRow{1, -2, 1};
    double sum = 0;
    for (Eigen::Index row = std::max<Eigen::Index>(0, j - 2); row <= std::min(i, n - 3); ++row)
      sum += kRow[static_cast<std::size_t>(i - row)] * kRow[static_cast<std::size_t>(j - row)];
    return sum;
  };
  Eigen::VectorXd d(n), first = Eigen::VectorXd::Zero(n), second = Eigen::VectorXd::Zero(n), x = z;
  for (Eigen::Index i = 0; i < n; ++i) {
    d(i) = 1 + weight * product(i, i);
    if (i > 0) d(i) -= first(i - 1) * first(i - 1) * d(i - 1);
    if (i > 1) d(i) -= second(i - 2) * second(i - 2) * d(i - 2);
    if (i + 1 < n) {
      first(i) = weight * product(i, i + 1);
      if (i > 0) first(i) -= first(i - 1) * second(i - 1) * d(i - 1);
      first(i) /= d(i);
    }
    if (i + 2 < n) second(i) = weight * product(i, i + 2) / d(i);
    if (i > 0) x(i) -= first(i - 1) * x(i - 1);
    if (i > 1) x(i) -= second(i - 2) * x(i - 2);
  }
  x.array() /= d.array();
  for (Eigen::Index i = n; i-- > 0;) {
    if (i + 1 < n) x(i) -= first(i) * x(i + 1);
    if (i + 2 < n) x(i) -= second(i) * x(i + 2);
  }
  return x;
}

}  // namespace

std::string_view name_of(Detrend detrend) {
  for (const auto& [known, name] : kDetrends)
    if (known == detrend) return name;
  return "mean";
}

Detrend parse_detrend(std::string_view text) {
  std::vector<std::string> names;
  for (const auto& [detrend, name] : kDetrends) {
    if (name == text) return detrend;
    names.emplace_back(name);
  }
  throw usage_error(fmt::format("there is no detrending {}{}", in_quotes(text), suggestion(text, names)));
}

Eigen::VectorXd sampled(const IntervalRun& run, Hertz rate, Curve curve) {
  const std::vector<double> bend =
      curve == Curve::natural_cubic ? second_derivatives(run) : std::vector<double>(run.size(), 0.0);
  // A last sample that falls on the last beat is not lost by rounding.
  const double span = run.end_s.back() - run.end_s.front();
  const auto count = static_cast<Eigen::Index>(std::floor(span * rate.value() + 1e-9)) + 1;
  Eigen::VectorXd out(count);
  std::size_t knot = 0;
  for (Eigen::Index k = 0; k < count; ++k) {
    const double time = run.end_s.front() + static_cast<double>(k) / rate.value();
    while (knot + 2 < run.size() && time > run.end_s[knot + 1]) ++knot;
    if (run.size() == 1) {
      out(k) = run.ms.front();
      continue;
    }
    const double width = run.end_s[knot + 1] - run.end_s[knot], b = (time - run.end_s[knot]) / width, a = 1 - b;
    out(k) = a * run.ms[knot] + b * run.ms[knot + 1] +
             ((a * a * a - a) * bend[knot] + (b * b * b - b) * bend[knot + 1]) * width * width / 6;
  }
  return out;
}

Eigen::VectorXd trend_of(const Eigen::Ref<const Eigen::VectorXd>& curve, Detrend detrend, double lambda) {
  const Eigen::Index n = curve.size();
  const double mean = n > 0 ? curve.mean() : 0.0;
  if (detrend == Detrend::mean || n < 3) return Eigen::VectorXd::Constant(n, mean);
  // About the mean, which is part of every trend: numbers stay small.
  const Eigen::VectorXd rest = curve.array() - mean;
  if (detrend == Detrend::smoothness_priors) return smooth_curve(rest, lambda).array() + mean;
  const Eigen::VectorXd place =
      Eigen::VectorXd::LinSpaced(n, -0.5 * static_cast<double>(n - 1), 0.5 * static_cast<double>(n - 1));
  return (place * (place.dot(rest) / place.squaredNorm())).array() + mean;
}

}  // namespace attune::heart
