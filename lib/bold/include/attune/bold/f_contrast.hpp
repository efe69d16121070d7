#pragma once

#include <Eigen/Dense>
#include <limits>
#include <string>
#include <vector>

#include "attune/bold/contrast.hpp"
#include "attune/bold/design.hpp"
#include "attune/bold/fit.hpp"

namespace attune::bold {

/// Several contrasts that are tested together: none of them differs from 0.
struct FContrast {
  std::string name;
  std::vector<Contrast> rows;  ///< may depend on one another; their rank is the first degrees of freedom
};

/// An F contrast in one region.
struct FEstimate {
  double f = std::numeric_limits<double>::quiet_NaN();
  double df1 = std::numeric_limits<double>::quiet_NaN();
  double df2 = std::numeric_limits<double>::quiet_NaN();
  double p = std::numeric_limits<double>::quiet_NaN();
  std::string reason;
};

/// The rows of an F contrast over the columns of a design, made independent: rank x columns, orthonormal combinations
/// of the rows. Each row must be estimable (see `contrast_vector`); no row, and rows that are all 0, are analysis
/// errors.
Eigen::MatrixXd contrast_rows(const FContrast& contrast, const Design& design);

/// The F contrast in every fitted region: Wald's F over its rank. With `DegreesOfFreedom::kenward_roger` the covariance
/// is the adjusted one and F is scaled, with the second degrees of freedom, as in Kenward & Roger (1997), so that a
/// single row gives the square of its t; with `satterthwaite` df2 is Fai & Cornelius' (1996).
std::vector<FEstimate> estimate_f(const FContrast& contrast, const Design& design, const std::vector<RegionFit>& fits);

}  // namespace attune::bold
