#include "attune/bold/contrast.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>

#include "attune/stats/distributions.hpp"
#include "small_sample.hpp"

namespace attune::bold {

namespace {

// A contrast is estimable if it lies in the row space of the design to this share of its length.
constexpr double kEstimable = 1e-6;

std::string columns_left_out(const Design& design, const Eigen::VectorXd& weights) {
  std::vector<std::string> involved;
  for (const std::string& name : design.collinear) {
    const auto at = std::find(design.names.begin(), design.names.end(), name) - design.names.begin();
    if (weights(at) != 0.0) involved.push_back(name);
  }
  return fmt::format("{}", fmt::join(involved.empty() ? design.collinear : involved, ", "));
}

/// A contrast over the coordinates of a design: of the coefficients, and of the heights in signal units that they stand
/// for.
struct CoordinateWeights {
  Eigen::RowVectorXd effect, height;
};

ContrastEstimate estimate_region(const CoordinateWeights& contrast, const RegionFit& fit, bool has_baseline,
                                 std::optional<ContrastAdjustment>& adjust) {
  ContrastEstimate result;
  result.reason = fit.reason;
  if (!fit.reason.empty()) return result;
  double variance = contrast.effect.dot(fit.covariance * contrast.effect.transpose());
  double height_variance = contrast.height.dot(fit.covariance * contrast.height.transpose());
  result.effect = contrast.effect.dot(fit.coordinates);
  result.df = fit.degrees;
  if (adjust) {
    const Adjustment at = adjust->at(fit.noise);
    variance *= 1.0 + at.excess(0, 0);
    height_variance *= 1.0 + at.excess(0, 0);
    result.df = at.df;
  }
  result.se = std::sqrt(variance);
  result.t = result.effect / result.se;
  result.p = stats::student_t_two_sided(result.t, result.df);
  if (!has_baseline) {
    result.reason = "no percent signal change: the design cannot tell the constant from other columns";
  } else if (!(fit.baseline > 0)) {
    result.reason = "no percent signal change: the resting signal is not positive";
  } else {
    result.psc = 100.0 * contrast.height.dot(fit.coordinates) / fit.baseline;
    result.psc_se = 100.0 * std::sqrt(height_variance) / fit.baseline;
  }
  return result;
}

}  // namespace

Eigen::VectorXd contrast_vector(const Contrast& contrast, const Design& design) {
  Eigen::VectorXd weights = Eigen::VectorXd::Zero(design.matrix.cols());
  for (const auto& [name, weight] : contrast.weights) {
    const auto at = std::find(design.names.begin(), design.names.end(), name);
    if (at == design.names.end())
      throw analysis_error(fmt::format("contrast {} needs condition {}, which is not in the model of this run",
                                       contrast.name, in_quotes(name)));
    weights(at - design.names.begin()) += weight;
  }
  if (weights.isZero(0)) throw analysis_error(fmt::format("contrast {} has only weights of 0", contrast.name));
  // c X+ X = c, with each coordinate in units of its column's length.
  const Eigen::VectorXd lengths = design.matrix.colwise().norm();
  const Eigen::VectorXd seen = (weights.transpose() * design.to_columns) * (design.basis.transpose() * design.matrix);
  const Eigen::VectorXd lost = (weights - seen).cwiseProduct(lengths.cwiseInverse().cwiseMin(1e12));
  const double size = weights.cwiseProduct(lengths.cwiseInverse().cwiseMin(1e12)).norm();
  if (!(lost.norm() <= kEstimable * size))
    throw analysis_error(fmt::format("contrast {} cannot be estimated: the design cannot tell {} from other columns",
                                     contrast.name, columns_left_out(design, weights)));
  return weights;
}

std::vector<ContrastEstimate> estimate(const Contrast& contrast, const Design& design,
                                       const std::vector<RegionFit>& fits) {
  const Eigen::VectorXd of_columns = contrast_vector(contrast, design);
  const CoordinateWeights weights{of_columns.transpose() * design.to_columns,
                                  of_columns.cwiseProduct(design.heights).transpose() * design.to_columns};
  const std::string& constant = design.names[static_cast<std::size_t>(design.constant)];
  const bool has_baseline =
      std::find(design.collinear.begin(), design.collinear.end(), constant) == design.collinear.end();
  std::vector<ContrastEstimate> results;
  results.reserve(fits.size());
  std::optional<ContrastAdjustment> adjust;
  for (const RegionFit& fit : fits) {
    if (!adjust && fit.small_sample) adjust.emplace(fit.small_sample, weights.effect);
    results.push_back(estimate_region(weights, fit, has_baseline, adjust));
  }
  return results;
}

}  // namespace attune::bold
