#pragma once

#include <Eigen/Core>
#include <functional>

namespace attune::model {

/// Log of a positive function of several coordinates, each over the whole line, that falls off on every side.
using LogDensity = std::function<double(const Eigen::VectorXd&)>;

/// A function of several coordinates along one of them, as a density on a regular grid that reaches to where it is
/// below 1e-15 of its largest value. The trapezoid rule on it is exact to rounding for functions that are analytic near
/// the line.
struct ConditionalDensity {
  Eigen::VectorXd at;
  Eigen::VectorXd weights;  ///< sum to 1
  double log_mass = 0.0;    ///< log of the integral along the line
  double mean() const { return at.dot(weights); }
  double sd() const;
};

/// The other coordinates are held at `centre`. A function that does not fall off: `Fault::analysis`.
ConditionalDensity conditional_density(const LogDensity& f, const Eigen::VectorXd& centre, Eigen::Index axis);

/// Where the means along all lines through it are: a middle of the function.
Eigen::VectorXd line_centre(const LogDensity& f, Eigen::Index coordinates);

/// Nodes and weights that integrate polynomials in x = 1 / (1 + exp(centre - u)) against a density of u.
struct GaussRule {
  Eigen::VectorXd nodes;  ///< as u
  Eigen::VectorXd weights;
};

/// The Gauss rules of a density, from 1 point on: Stieltjes' recurrence on the grid and Golub & Welsch (1969, Math Comp
/// 23:221-230).
class GaussRules {
 public:
  GaussRules(const ConditionalDensity& density, double centre, Eigen::Index most);
  Eigen::Index most() const { return alpha_.size(); }
  GaussRule rule(Eigen::Index points) const;

 private:
  double centre_;
  Eigen::VectorXd alpha_, beta_;  // of the three-term recurrence
};

}  // namespace attune::model
