#pragma once

#include <Eigen/Core>
#include <functional>

namespace attune::model {

using Curve = std::function<double(const Eigen::VectorXd&)>;
using MatrixCurve = std::function<Eigen::MatrixXd(const Eigen::VectorXd&)>;

/// Second derivatives of f at x by central differences, extrapolated over four halvings of the step (a tenth of each
/// coordinate, or 1e-2 where it is nearly 0).
Eigen::MatrixXd hessian(const Curve& f, const Eigen::VectorXd& x);

/// Derivative of f by coordinate `i` in the same way.
Eigen::MatrixXd derivative(const MatrixCurve& f, const Eigen::VectorXd& x, Eigen::Index i);

}  // namespace attune::model
