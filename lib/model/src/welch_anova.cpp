#include "attune/model/welch_anova.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "attune/base/error.hpp"
#include "attune/stats/f_distribution.hpp"

namespace attune::model {
namespace {

// Squared deviations of n values that are all the rounding of their mean.
bool is_rounding(double squares, double n, double mean) {
  constexpr double kRounding = 10.0 * std::numeric_limits<double>::epsilon();  // as in the tests of two groups
  return squares <= n * std::pow(kRounding * mean, 2);
}

}  // namespace

AnovaRow welch_anova(const Eigen::VectorXd& y, const FrameVariable& factor) {
  const std::size_t levels = factor.levels.size();
  std::vector<double> n(levels, 0.0), mean(levels, 0.0), squares(levels, 0.0);
  for (std::size_t i = 0; i < factor.codes.size(); ++i) {
    const auto level = static_cast<std::size_t>(factor.codes[i]);
    n[level] += 1.0;
    mean[level] += y[static_cast<Eigen::Index>(i)];
  }
  for (std::size_t j = 0; j < levels; ++j) mean[j] /= n[j];
  for (std::size_t i = 0; i < factor.codes.size(); ++i) {
    const auto level = static_cast<std::size_t>(factor.codes[i]);
    squares[level] += std::pow(y[static_cast<Eigen::Index>(i)] - mean[level], 2);
  }
  // w_j = n_j / s_j^2, the precision of each mean.
  std::vector<double> w(levels);
  double total = 0.0, middle = 0.0;
  for (std::size_t j = 0; j < levels; ++j) {
    if (n[j] < 2.0 || is_rounding(squares[j], n[j], mean[j]))
      throw analysis_error(fmt::format("{} {} has {}; Welch's test needs a variance in every level", factor.column,
                                       in_quotes(factor.levels[j]), n[j] < 2.0 ? "one row" : "no spread"));
    w[j] = n[j] * (n[j] - 1.0) / squares[j];
    total += w[j];
    middle += w[j] * mean[j];
  }
  middle /= total;
  const double k = static_cast<double>(levels);
  double between = 0.0, lambda = 0.0;
  for (std::size_t j = 0; j < levels; ++j) {
    between += w[j] * std::pow(mean[j] - middle, 2) / (k - 1.0);
    lambda += std::pow(1.0 - w[j] / total, 2) / (n[j] - 1.0);
  }
  AnovaRow out;
  out.term = factor.name;
  out.num_df = k - 1.0;
  out.den_df = (k * k - 1.0) / (3.0 * lambda);
  out.f = between / (1.0 + 2.0 * (k - 2.0) / (k * k - 1.0) * lambda);
  out.p = stats::f_upper(out.f, out.num_df, out.den_df);
  out.ss = out.pes = std::numeric_limits<double>::quiet_NaN();
  return out;
}

}  // namespace attune::model
