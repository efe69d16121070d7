#pragma once

#include <Eigen/Dense>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "attune/coupling/clean.hpp"

namespace attune::coupling {

/// What couples two regions.
enum class Kind {
  pearson,             ///< correlation of the cleaned series
  partial,             ///< of what the other regions do not explain: from the inverse of the correlations
  ledoit_wolf,         ///< correlations shrunk towards 0 by the best amount of Ledoit & Wolf (2004)
  ledoit_wolf_partial  ///< partial correlations of these, which exist for any number of regions
};
/// "pearson", "partial", "ledoit-wolf", "ledoit-wolf-partial"; another name is a usage error.
Kind kind_of(std::string_view name);
std::string_view name_of(Kind kind);

/// Coupling of every pair of regions in one run. Matrices are regions x regions and symmetric; NaN where either region
/// has a reason, and on the diagonal of all but `r`.
struct Coupling {
  std::vector<std::string> reasons;  ///< one per region
  Eigen::MatrixXd r;                 ///< correlation
  Eigen::MatrixXd z;                 ///< atanh r (Fisher)
  Eigen::MatrixXd se;                ///< of z: 1 / sqrt(degrees - 2); NaN where r is shrunk, which has no such error
  Eigen::MatrixXd degrees;           ///< effective degrees of freedom (n - 1 of n independent values); NaN where shrunk
  Eigen::MatrixXd p;                 ///< two-sided, of r = 0: Student's t with degrees - 1
  double shrinkage = std::numeric_limits<double>::quiet_NaN();  ///< intensity, 0 none to 1 all
};

/// Correlates the columns of `values` (rows x regions, each without mean) whose `reasons` are empty, with the given
/// effective degrees of freedom. Degrees of 2 or less give no se and no p.
Coupling correlate(const Eigen::MatrixXd& values, const std::vector<std::string>& reasons,
                   const Eigen::MatrixXd& degrees);

/// The coupling of a cleaned run. Degrees of freedom are those of `effective_degrees`. Partial correlations take from
/// the frames what all regions together explain, and give back two of them for the pair; without shrinkage they need
/// more frames than regions, and degrees of freedom, else an analysis error that says how many there are.
Coupling couple(const CleanedRun& run, Kind kind);

/// The shrinkage of Ledoit & Wolf (2004) towards a multiple of the identity for data without mean, rows x variables.
double ledoit_wolf_shrinkage(const Eigen::MatrixXd& values);

/// Two-sided p of a correlation with these effective degrees of freedom; NaN for 1 or less.
double correlation_p(double r, double degrees);

}  // namespace attune::coupling
