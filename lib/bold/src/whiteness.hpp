#pragma once

#include <Eigen/Dense>

namespace attune::bold {

/// P value of Ljung & Box's (1978) portmanteau test over min(20, n / 5) lags of a white series less `parameters`
/// degrees of freedom; NaN where no degree is left.
double ljung_box_p(const Eigen::VectorXd& white, int parameters);

}  // namespace attune::bold
