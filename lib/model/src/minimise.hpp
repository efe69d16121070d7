#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <functional>
#include <vector>

namespace attune::model {

struct Bound {
  double start = 0.0;
  double low = 0.0;  ///< may be -infinity
};

struct Minimum {
  Eigen::VectorXd at;
  double value = 0.0;
  std::size_t evaluations = 0;
};

/// Minimum of a smooth function above lower bounds: Powell's quadratic models (BOBYQA, 2009), or Brent's parabolas for
/// one coordinate. Deterministic. A search that does not end within its evaluations: `Fault::analysis`.
Minimum minimise(const std::function<double(const Eigen::VectorXd&)>& f, const std::vector<Bound>& bounds);

}  // namespace attune::model
