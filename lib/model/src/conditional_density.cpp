#include "conditional_density.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <vector>

#include "attune/base/error.hpp"

namespace attune::model {
namespace {

constexpr double kNegligible = 36.0;  // below exp(-36) of the largest value nothing counts
constexpr double kWidest = 0.2;       // step for functions that are analytic within pi / 2 of the line
constexpr double kStepsPerSd = 2.5;   // the same for a narrow bell
constexpr double kFarthest = 700.0;   // exp of it is still a number

// Along one coordinate.
class Line {
 public:
  Line(const LogDensity& f, const Eigen::VectorXd& centre, Eigen::Index axis) : f_(f), at_(centre), axis_(axis) {}
  double operator()(double x) {
    if (std::abs(x) > kFarthest) throw analysis_error("the evidence does not fall off for any size of the effects");
    at_[axis_] = x;
    return f_(at_);
  }

 private:
  const LogDensity& f_;
  Eigen::VectorXd at_;
  Eigen::Index axis_;
};

double mode_of(Line& line, double start) {
  double step = 1.0, at = start, value = line(start);
  while (step > 0.2) {
    const double up = line(at + step), down = line(at - step);
    if (up > value || down > value) {
      at += up > down ? step : -step;
      value = std::max(up, down);
    } else {
      step /= 2.0;
    }
  }
  constexpr int kBits = 20;
  return boost::math::tools::brent_find_minima([&](double x) { return -line(x); }, at - 0.5, at + 0.5, kBits).first;
}

double step_at(Line& line, double mode) {
  constexpr double kNear = 0.01;
  const double bend = (2.0 * line(mode) - line(mode + kNear) - line(mode - kNear)) / (kNear * kNear);
  return bend > 0.0 ? std::min(kWidest, 1.0 / (kStepsPerSd * std::sqrt(bend))) : kWidest;
}

}  // namespace

ConditionalDensity conditional_density(const LogDensity& f, const Eigen::VectorXd& centre, Eigen::Index axis) {
  Line line(f, centre, axis);
  const double mode = mode_of(line, centre[axis]), step = step_at(line, mode), top = line(mode);
  std::vector<double> below, above;
  for (double value = top; value > top - kNegligible;) {
    value = line(mode - step * static_cast<double>(below.size() + 1));
    below.push_back(value);
  }
  for (double value = top; value > top - kNegligible;) {
    value = line(mode + step * static_cast<double>(above.size() + 1));
    above.push_back(value);
  }
  const auto left = static_cast<Eigen::Index>(below.size()), right = static_cast<Eigen::Index>(above.size());
  ConditionalDensity out;
  out.at =
      mode + step * Eigen::ArrayXd::LinSpaced(left + right + 1, -static_cast<double>(left), static_cast<double>(right));
  out.weights.resize(left + right + 1);
  for (Eigen::Index i = 0; i < left; ++i)
    out.weights[left - 1 - i] = std::exp(below[static_cast<std::size_t>(i)] - top);
  out.weights[left] = 1.0;
  for (Eigen::Index i = 0; i < right; ++i)
    out.weights[left + 1 + i] = std::exp(above[static_cast<std::size_t>(i)] - top);
  const double sum = out.weights.sum();
  out.weights /= sum;
  out.log_mass = top + std::log(sum * step);
  return out;
}

double ConditionalDensity::sd() const { return std::sqrt((at.array() - mean()).square().matrix().dot(weights)); }

// Means along the lines, one after the other, until they stay.
Eigen::VectorXd line_centre(const LogDensity& f, Eigen::Index coordinates) {
  constexpr int kMostSweeps = 12;
  constexpr double kNear = 0.01, kStart = -1.0;
  Eigen::VectorXd centre = Eigen::VectorXd::Constant(coordinates, kStart);
  for (int sweep = 0; sweep < kMostSweeps; ++sweep) {
    const Eigen::VectorXd before = centre;
    for (Eigen::Index k = 0; k < coordinates; ++k) centre[k] = conditional_density(f, centre, k).mean();
    if ((centre - before).cwiseAbs().maxCoeff() < kNear) break;
  }
  return centre;
}

GaussRules::GaussRules(const ConditionalDensity& density, double centre, Eigen::Index most) : centre_(centre) {
  most = std::min(most, density.at.size());
  const Eigen::ArrayXd x = 1.0 / (1.0 + (centre - density.at.array()).exp());
  alpha_.resize(most);
  beta_ = Eigen::VectorXd::Zero(most);
  Eigen::MatrixXd q(x.size(), most);
  q.col(0) = density.weights.cwiseSqrt();
  for (Eigen::Index j = 0; j < most; ++j) {
    Eigen::VectorXd next = x.matrix().cwiseProduct(q.col(j));
    alpha_[j] = next.dot(q.col(j));
    if (j + 1 == most) break;
    // Twice is enough to keep the columns orthogonal to rounding.
    for (int pass = 0; pass < 2; ++pass) next -= q.leftCols(j + 1) * (q.leftCols(j + 1).transpose() * next);
    beta_[j] = next.norm();
    q.col(j + 1) = next / beta_[j];
  }
}

GaussRule GaussRules::rule(Eigen::Index points) const {
  constexpr double kEnd = 1e-15;  // nodes are within (0, 1) but for rounding
  Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver;
  solver.computeFromTridiagonal(alpha_.head(points), beta_.head(points - 1));
  GaussRule out;
  out.nodes = solver.eigenvalues().unaryExpr([&](double x) {
    const double inside = std::clamp(x, kEnd, 1.0 - kEnd);
    return centre_ + std::log(inside / (1.0 - inside));
  });
  out.weights = solver.eigenvectors().row(0).array().square();
  return out;
}

}  // namespace attune::model
