#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "attune/model/design.hpp"
#include "attune/model/linear.hpp"

namespace attune::model {

/// Which other terms a term's sum of squares is beyond (Yates 1934; Langsrud 2003, Stat Comput 13:163-167).
enum class SquaresType {
  sequential,  ///< I: the terms before it
  marginal,    ///< II: all terms that do not contain it
  partial      ///< III: all other terms, under the coding in use; asks for codings that sum to zero
};
/// "1", "2", "3" (or "I", "II", "III"); anything else is a usage error.
SquaresType parse_squares_type(std::string_view name);

/// One line of an analysis of variance.
struct AnovaRow {
  std::string term;
  double num_df = 0.0, den_df = 0.0;
  double ss = 0.0;
  double f = 0.0;
  double p = 0.0;    ///< NaN without residual degrees of freedom
  double pes = 0.0;  ///< partial eta squared, ss / (ss + residual ss)
};

/// A row per term, and one for the intercept with `partial`. A term whose columns all depend on others has 0 degrees of
/// freedom and n/a (NaN) as F and p.
std::vector<AnovaRow> anova(const Design& design, const LinearFit& fit, const Eigen::Ref<const Eigen::VectorXd>& y,
                            SquaresType type);

/// One line of a table of coefficients.
struct Coefficient {
  std::string term;
  double estimate = 0.0, se = 0.0, df = 0.0, t = 0.0, p = 0.0, ci_low = 0.0, ci_high = 0.0;
};
/// From estimates, their covariance and degrees of freedom per coefficient; infinite df gives z tests. A coefficient
/// that was not estimated has NaN throughout.
Coefficient coefficient_row(const std::string& term, double estimate, double variance, double df, double confidence);

}  // namespace attune::model
