#include "partial_correlation.hpp"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <span>

#include "attune/base/error.hpp"
#include "attune/stats/summary.hpp"

namespace attune::stats {
namespace {

constexpr double kRounding = 1e-13;  // what is left of a column below this share of it is nothing

Eigen::VectorXd centred(const std::vector<double>& column) {
  const Eigen::Map<const Eigen::VectorXd> values(column.data(), static_cast<Eigen::Index>(column.size()));
  const double mean = summarise(column).mean;
  return values.array() - mean;
}

// A column less its mean, which has to leave something.
Eigen::VectorXd varying(const Columns& columns, std::size_t c) {
  Eigen::VectorXd out = centred(columns[c]);
  if (!std::isfinite(out.norm()))
    throw analysis_error("values are so large that their squares overflow; use another unit");
  if (out.norm() <= kRounding * Eigen::Map<const Eigen::VectorXd>(columns[c].data(), out.size()).norm())
    throw analysis_error(fmt::format("{} does not vary; a correlation needs both to vary", name_of_column(c)));
  return out;
}

}  // namespace

std::string name_of_column(std::size_t column) {
  return column == 0 ? "x" : column == 1 ? "y" : fmt::format("given {}", column - 1);
}

Residuals residuals_given(const Columns& columns) {
  const auto k = static_cast<Eigen::Index>(columns.size()) - 2;
  Residuals out{varying(columns, 0), varying(columns, 1), {}};
  if (k == 0) return out;
  Eigen::MatrixXd given(out.x.size(), k);
  for (Eigen::Index c = 0; c < k; ++c) {
    given.col(c) = centred(columns[static_cast<std::size_t>(c) + 2]);
    const double norm = given.col(c).norm();
    if (norm > 0.0) given.col(c) /= norm;
  }
  const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(given);
  if (qr.rank() < k)
    throw analysis_error(
        fmt::format("the {} given columns have rank {}; one is constant or follows from the others", k, qr.rank()));
  out.basis = qr.householderQ() * Eigen::MatrixXd::Identity(given.rows(), k);
  for (std::size_t c = 0; c < 2; ++c) {
    Eigen::VectorXd& left = c == 0 ? out.x : out.y;
    const double before = left.norm();
    const Eigen::VectorXd fit = given * qr.solve(left);
    left -= fit;
    if (left.norm() <= kRounding * before)
      throw analysis_error(fmt::format("{} follows exactly from the given columns", name_of_column(c)));
  }
  return out;
}

// With y* = fit + P e the fit has no residual, and e_x is orthogonal to the basis Q: the partial correlation is
// e_x' P e / sqrt(|P e|^2 - |Q' P e|^2). Where the given columns explain P e altogether it is 0 / 0 and counts.
PairStatistic partial_statistic(const Residuals& residuals) {
  return [basis = residuals.basis](std::span<const double> fixed, std::span<const double> shuffled) {
    const auto n = static_cast<Eigen::Index>(shuffled.size());
    const Eigen::Map<const Eigen::VectorXd> e_x(fixed.data(), n), e(shuffled.data(), n);
    double unexplained = 1.0;
    for (Eigen::Index c = 0; c < basis.cols(); ++c) {
      const double share = basis.col(c).dot(e);
      unexplained -= share * share;
    }
    return unexplained > kRounding ? e_x.dot(e) / std::sqrt(unexplained) : 1.0;
  };
}

PermutationResult permute_residuals(const Residuals& residuals, const PermutationOptions& options) {
  const Eigen::VectorXd x = residuals.x.normalized(), y = residuals.y.normalized();
  const auto view = [](const Eigen::VectorXd& v) { return std::span(v.data(), static_cast<std::size_t>(v.size())); };
  return permute_pairs(view(x), view(y), partial_statistic(residuals), options);
}

}  // namespace attune::stats
