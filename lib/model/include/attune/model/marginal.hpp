#pragma once

#include <Eigen/Core>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "attune/model/design.hpp"
#include "attune/model/formula.hpp"
#include "attune/model/frame.hpp"

namespace attune::model {

/// What a fitted model gives to questions about its coefficients.
struct FittedMeans {
  Eigen::VectorXd coefficients;                      ///< of the design, NaN where not estimated
  Eigen::MatrixXd covariance;                        ///< of the estimated ones
  std::vector<Eigen::Index> kept;                    ///< which are estimated
  std::function<double(const Eigen::VectorXd&)> df;  ///< of a contrast of the estimated coefficients
  /// Columns that were left out as combinations of the estimated ones (estimated x left out), in their order: they say
  /// what can be estimated. Empty if there are none.
  Eigen::MatrixXd aliased{};
};

/// The combinations of the kept columns of `x` that its other columns are (kept x others).
Eigen::MatrixXd aliased_columns(const Eigen::Ref<const Eigen::MatrixXd>& x, const std::vector<Eigen::Index>& kept);

/// A linear combination of coefficients: a marginal mean, a contrast or a slope.
struct MarginalRow {
  std::vector<std::string> levels;  ///< of the factors asked for; of a contrast "A - B"
  double estimate = 0.0, se = 0.0, df = 0.0, t = 0.0, p = 0.0, ci_low = 0.0, ci_high = 0.0;
  Eigen::VectorXd weights;  ///< over the design's columns
};

/// Estimated marginal means over the combinations of `factors` (Searle, Speed & Milliken 1980, Am Stat 34:216-221):
/// other factors' levels count equally, numbers are at `at` or at their mean over the rows. A mean that rests on a
/// combination without rows is NaN. An unknown name is a usage error.
std::vector<MarginalRow> marginal_means(const Formula& formula, const Frame& frame, const FittedMeans& fit,
                                        const std::vector<std::string>& factors,
                                        const std::map<std::string, double>& at, double confidence);

/// Slope of `number` in every combination of `factors`: by a central difference of one SD, exact for models that are
/// linear in it.
std::vector<MarginalRow> simple_slopes(const Formula& formula, const Frame& frame, const FittedMeans& fit,
                                       const std::string& number, const std::vector<std::string>& factors,
                                       const std::map<std::string, double>& at, double confidence);

/// A combination of `rows` with these coefficients; NaN if it cannot be estimated.
MarginalRow combination(const std::string& name, const std::vector<MarginalRow>& rows,
                        const Eigen::VectorXd& coefficients, const FittedMeans& fit, double confidence);

/// Differences of all pairs of `rows`, earlier minus later, with unadjusted p.
std::vector<MarginalRow> pairwise(const std::vector<MarginalRow>& rows, const FittedMeans& fit, double confidence);

}  // namespace attune::model
