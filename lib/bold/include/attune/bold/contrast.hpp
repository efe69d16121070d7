#pragma once

#include <Eigen/Dense>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/bold/design.hpp"
#include "attune/bold/fit.hpp"

namespace attune::bold {

/// A weighted sum of conditions.
struct Contrast {
  std::string name;
  std::vector<std::pair<std::string, double>> weights;  ///< condition and weight, in order of first mention
  Warnings warnings;  ///< such as positive weights that do not sum to 1, which stretches percent signal change
};

/// Reads `own_happy - unknown_happy`, `(a + b) / 2 - c`, `0.5 * a - 0.5*b`. Names are those of `known`; one with other
/// characters than letters, digits and `_` is found if it stands between blanks or operators, or in quotes. An unknown
/// name is a usage error that suggests the nearest; so are a product of conditions and a bare number.
Contrast parse_contrast(const std::string& name, const std::string& expression, const std::vector<std::string>& known);

/// The contrast as a vector over the columns of a design. A condition that the run lacks, and a contrast that the
/// design cannot tell from its other columns (not estimable), are analysis errors that name the columns.
Eigen::VectorXd contrast_vector(const Contrast& contrast, const Design& design);

/// One contrast in one region.
struct ContrastEstimate {
  double effect = std::numeric_limits<double>::quiet_NaN();  ///< signal units: height of the answer to one event
  double se = std::numeric_limits<double>::quiet_NaN();
  double t = std::numeric_limits<double>::quiet_NaN();
  double df = std::numeric_limits<double>::quiet_NaN();
  double p = std::numeric_limits<double>::quiet_NaN();  ///< two-sided
  /// Percent signal change: 100 times the effect (in heights, see `Design::heights`) over the region's resting signal
  /// (the model's constant): a ratio of means, for an event of the condition's mean duration. NaN, with the reason,
  /// where that signal is not positive.
  double psc = std::numeric_limits<double>::quiet_NaN();
  double psc_se = std::numeric_limits<double>::quiet_NaN();
  std::string reason;
};

/// The contrast in every fitted region. Degrees of freedom are those the fit was asked for (`FitOptions::degrees`); a
/// region without a fit keeps its reason.
std::vector<ContrastEstimate> estimate(const Contrast& contrast, const Design& design,
                                       const std::vector<RegionFit>& fits);

}  // namespace attune::bold
