#include "richardson.hpp"

#include <array>
#include <cmath>
#include <vector>

namespace attune::model {
namespace {

constexpr int kHalvings = 4;
constexpr double kShare = 0.1, kNearZero = 1e-3, kLeast = 1e-2;

Eigen::VectorXd steps(const Eigen::VectorXd& x) {
  return x.unaryExpr([](double v) { return std::abs(v) < kNearZero ? kLeast : kShare * std::abs(v); });
}

// Errors of central differences go with even powers of the step.
template <class Value>
Value extrapolated(std::array<Value, kHalvings> values) {
  double power = 4.0;
  for (int level = 1; level < kHalvings; ++level, power *= 4.0)
    for (int k = 0; k < kHalvings - level; ++k) {
      const auto at = static_cast<std::size_t>(k);
      values[at] = (values[at + 1] * power - values[at]) / (power - 1.0);
    }
  return values[0];
}

}  // namespace

Eigen::MatrixXd hessian(const Curve& f, const Eigen::VectorXd& x) {
  const Eigen::Index n = x.size();
  const double middle = f(x);
  const Eigen::VectorXd first = steps(x);
  Eigen::MatrixXd out(n, n);
  // Plain second differences per halving are kept: the mixed ones need them.
  std::vector<std::array<double, kHalvings>> own(static_cast<std::size_t>(n));
  const auto moved = [&](Eigen::Index i, double by, Eigen::Index j, double also) {
    Eigen::VectorXd at = x;
    at[i] += by;
    if (j != i) at[j] += also;
    return f(at);
  };
  for (Eigen::Index i = 0; i < n; ++i) {
    double h = first[i];
    for (std::size_t k = 0; k < kHalvings; ++k, h /= 2.0)
      own[static_cast<std::size_t>(i)][k] = (moved(i, h, i, 0) - 2.0 * middle + moved(i, -h, i, 0)) / (h * h);
    out(i, i) = extrapolated(own[static_cast<std::size_t>(i)]);
  }
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = 0; j < i; ++j) {
      std::array<double, kHalvings> mixed{};
      double a = first[i], b = first[j];
      for (std::size_t k = 0; k < kHalvings; ++k, a /= 2.0, b /= 2.0) {
        const double bend = own[static_cast<std::size_t>(i)][k] * a * a + own[static_cast<std::size_t>(j)][k] * b * b;
        mixed[k] = (moved(i, a, j, b) - 2.0 * middle + moved(i, -a, j, -b) - bend) / (2.0 * a * b);
      }
      out(i, j) = out(j, i) = extrapolated(mixed);
    }
  return out;
}

Eigen::MatrixXd derivative(const MatrixCurve& f, const Eigen::VectorXd& x, Eigen::Index i) {
  std::array<Eigen::MatrixXd, kHalvings> values;
  double h = steps(x)[i];
  for (std::size_t k = 0; k < kHalvings; ++k, h /= 2.0) {
    Eigen::VectorXd up = x, down = x;
    up[i] += h;
    down[i] -= h;
    values[k] = (f(up) - f(down)) / (2.0 * h);
  }
  return extrapolated(values);
}

}  // namespace attune::model
