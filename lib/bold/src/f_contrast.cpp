#include "attune/bold/f_contrast.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>

#include "attune/base/error.hpp"
#include "attune/stats/f_distribution.hpp"
#include "small_sample.hpp"

namespace attune::bold {
namespace {

// Combinations of rows shorter than this share of the longest are rounding.
constexpr double kDependent = 1e-8;

FEstimate estimate_region(const Eigen::MatrixXd& rows, const RegionFit& fit,
                          std::optional<ContrastAdjustment>& adjust) {
  FEstimate result;
  result.reason = fit.reason;
  if (!fit.reason.empty()) return result;
  result.df1 = static_cast<double>(rows.rows());
  result.df2 = fit.degrees;
  const Eigen::LLT<Eigen::MatrixXd> own(rows * fit.covariance * rows.transpose());
  const Eigen::VectorXd standard = own.matrixL().solve(rows * fit.coordinates);
  double wald = standard.squaredNorm();
  double scale = 1;
  if (adjust) {
    const Adjustment at = adjust->at(fit.noise);
    const Eigen::MatrixXd with = Eigen::MatrixXd::Identity(rows.rows(), rows.rows()) + at.excess;
    wald = standard.dot(with.ldlt().solve(standard));
    result.df2 = at.df;
    scale = at.scale;
  }
  result.f = scale * wald / result.df1;
  result.p = stats::f_upper(result.f, result.df1, result.df2);
  return result;
}

}  // namespace

Eigen::MatrixXd contrast_rows(const FContrast& contrast, const Design& design) {
  if (contrast.rows.empty()) throw analysis_error(fmt::format("F contrast {} has no rows", contrast.name));
  Eigen::MatrixXd rows(static_cast<Eigen::Index>(contrast.rows.size()), design.matrix.cols());
  for (std::size_t i = 0; i < contrast.rows.size(); ++i)
    rows.row(static_cast<Eigen::Index>(i)) = contrast_vector(contrast.rows[i], design).transpose();
  Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(rows.transpose());
  qr.setThreshold(kDependent);
  const Eigen::MatrixXd q = qr.householderQ() * Eigen::MatrixXd::Identity(rows.cols(), qr.rank());
  return q.transpose();
}

std::vector<FEstimate> estimate_f(const FContrast& contrast, const Design& design, const std::vector<RegionFit>& fits) {
  const Eigen::MatrixXd rows = contrast_rows(contrast, design) * design.to_columns;
  std::optional<ContrastAdjustment> adjust;
  std::vector<FEstimate> results;
  results.reserve(fits.size());
  for (const RegionFit& fit : fits) {
    if (!adjust && fit.small_sample) adjust.emplace(fit.small_sample, rows);
    results.push_back(estimate_region(rows, fit, adjust));
  }
  return results;
}

}  // namespace attune::bold
