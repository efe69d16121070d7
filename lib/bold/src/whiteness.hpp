#pragma once

#include <Eigen/Dense>

namespace attune::bold {

/// P value of Ljung & Box's (1978) portmanteau test over min(20, n / 5) lags of the innovations of a regression, less
/// `parameters` degrees of freedom; NaN where no degree is left. A regression takes the more from the autocorrelations
/// of its residuals the slower its columns are; that expected part, from `white_basis` (an orthonormal basis of the
/// whitened design), is taken off first.
double ljung_box_p(const Eigen::VectorXd& innovations, const Eigen::MatrixXd& white_basis, int parameters);

}  // namespace attune::bold
