#pragma once

#include <Eigen/Core>
#include <vector>

#include "attune/model/linear.hpp"

namespace attune::model {

/// Covariance of the kept coefficients of a linear fit, and degrees of freedom per coefficient.
struct RobustCovariance {
  Eigen::MatrixXd covariance;
  Eigen::VectorXd df;
};

/// Errors of unequal variance: HC3 (MacKinnon & White 1985, J Econometrics 29:305-325), with the residual degrees of
/// freedom. `x` is the whole design (rows x columns). A row of leverage 1 has no residual of its own:
/// `Fault::analysis`.
RobustCovariance hc3(const LinearFit& fit, const Eigen::Ref<const Eigen::MatrixXd>& x);

/// Errors that depend within clusters: bias-reduced linearisation, CR2 (Bell & McCaffrey 2002, Survey Methodology
/// 28:169-181), with Satterthwaite's degrees of freedom under independent errors (Pustejovsky & Tipton 2018, J Bus Econ
/// Stat 36:672-683). `cluster` is a code per row, from 0. Fewer than two clusters: `Fault::analysis`.
RobustCovariance cr2(const LinearFit& fit, const Eigen::Ref<const Eigen::MatrixXd>& x,
                     const std::vector<Eigen::Index>& cluster);

}  // namespace attune::model
