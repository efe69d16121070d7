#include <algorithm>
#include <cmath>
#include <deque>
#include <vector>

#include "ica_solver.hpp"

namespace attune::artefact {
namespace {

using Eigen::ArrayXd;
using Eigen::Index;
using Eigen::MatrixXd;

constexpr double kSmallestCurvature = 0.01;  // eigenvalue of the preconditioner, as in the paper
constexpr std::size_t kMemory = 7;
constexpr int kHalvings = 10;
constexpr double kLossRounding = 1e-13;  // of the loss: what sums of doubles do not resolve

double inner(const MatrixXd& a, const MatrixXd& b) { return a.cwiseProduct(b).sum(); }

/// A point the solver has been to.
struct State {
  MatrixXd unmixing;
  ScoreSums sums;
  Slope slope;
};

double log_determinant(const MatrixXd& matrix) {
  return Eigen::PartialPivLU<MatrixXd>(matrix).matrixLU().diagonal().array().abs().log().sum();
}

/// Loss at a point for given signs: sum of sign E[log cosh y], in the free case + E[y^2] / 2 and - log |det W|.
double loss_at(const MatrixXd& unmixing, const ScoreSums& sums, const ArrayXd& signs, bool orthogonal) {
  const double contrast = (signs * sums.loss.array()).sum();
  if (orthogonal) return contrast;
  return contrast + 0.5 * unmixing.squaredNorm() - log_determinant(unmixing);
}

/// The inverse of the approximate Hessian times a relative matrix: sources taken as independent.
MatrixXd precondition(const MatrixXd& gradient, const State& at, bool orthogonal) {
  const Index n = gradient.rows();
  MatrixXd out(n, n);
  const ArrayXd& c = at.slope.curvature;
  if (orthogonal) {
    for (Index j = 0; j < n; ++j)
      for (Index i = 0; i < n; ++i) out(i, j) = gradient(i, j) / std::max(0.5 * (c[i] + c[j]), kSmallestCurvature);
    return out;
  }
  const ArrayXd power = at.unmixing.rowwise().squaredNorm().array();  // E[y^2] of white x
  for (Index i = 0; i < n; ++i) out(i, i) = gradient(i, i) / std::max(c[i] * power[i] + 1.0, kSmallestCurvature);
  for (Index j = 0; j < n; ++j) {
    for (Index i = 0; i < j; ++i) {
      double a = c[i] * power[j], b = c[j] * power[i];
      const double smallest = 0.5 * (a + b - std::sqrt((a - b) * (a - b) + 4.0));
      const double lift = std::max(kSmallestCurvature - smallest, 0.0);
      a += lift;
      b += lift;
      const double determinant = a * b - 1.0;
      out(i, j) = (b * gradient(i, j) - gradient(j, i)) / determinant;
      out(j, i) = (a * gradient(j, i) - gradient(i, j)) / determinant;
    }
  }
  return out;
}

/// The last steps and the changes of the gradient along them.
class Memory {
 public:
  void add(const MatrixXd& step, const MatrixXd& change) {
    const double product = inner(step, change);
    if (!(product > 0)) return;  // not convex along the step: it would turn the direction uphill
    pairs_.push_back({step, change, 1.0 / product});
    if (pairs_.size() > kMemory) pairs_.pop_front();
  }
  void clear() { pairs_.clear(); }

  /// Two-loop recursion (Nocedal & Wright 2006, algorithm 7.4).
  MatrixXd direction(const State& at, bool orthogonal) const {
    MatrixXd q = at.slope.gradient;
    std::vector<double> alphas(pairs_.size());
    for (std::size_t k = pairs_.size(); k-- > 0;) {
      alphas[k] = pairs_[k].scale * inner(pairs_[k].step, q);
      q -= alphas[k] * pairs_[k].change;
    }
    MatrixXd z = precondition(q, at, orthogonal);
    for (std::size_t k = 0; k < pairs_.size(); ++k) {
      const double beta = pairs_[k].scale * inner(pairs_[k].change, z);
      z += (alphas[k] - beta) * pairs_[k].step;
    }
    return -z;
  }

 private:
  struct Pair {
    MatrixXd step, change;
    double scale;
  };
  std::deque<Pair> pairs_;
};

MatrixXd moved(const MatrixXd& unmixing, const MatrixXd& step, bool orthogonal) {
  if (!orthogonal) return unmixing + step * unmixing;
  return nearest_orthogonal(unmixing + step * unmixing);  // the rotation exp(step) to second order
}

/// Halves the step until the loss falls. False if it never does.
bool search(const Tiles& x, State& state, const MatrixXd& direction, bool orthogonal, parallel::Threads threads,
            MatrixXd& step) {
  const double loss = loss_at(state.unmixing, state.sums, state.slope.signs, orthogonal);
  double length = 1.0;
  for (int halving = 0; halving < kHalvings; ++halving, length *= 0.5) {
    step = length * direction;
    State next;
    next.unmixing = moved(state.unmixing, step, orthogonal);
    next.sums = score_sums(x, next.unmixing, threads);
    const double there = loss_at(next.unmixing, next.sums, state.slope.signs, orthogonal);
    if (!(there <= loss + kLossRounding * (1.0 + std::abs(loss)))) continue;
    next.slope = slope_of(next.sums, next.unmixing, orthogonal);
    state = std::move(next);
    return true;
  }
  return false;
}

}  // namespace

Slope slope_of(const ScoreSums& sums, const MatrixXd& unmixing, bool orthogonal) {
  ArrayXd power = ArrayXd::Ones(unmixing.rows());  // E[y^2] of white x
  if (!orthogonal) power = unmixing.rowwise().squaredNorm().array();
  const ArrayXd along = sums.score.diagonal().array();
  Slope out;
  // Lee, Girolami & Sejnowski 1999, eq. 2.13: stable for this sign of E[sech^2] E[y^2] - E[tanh(y) y].
  out.signs = (sums.slope.array() * power - along >= 0.0).select(ArrayXd::Ones(along.size()), -1.0);
  const MatrixXd score = out.signs.matrix().asDiagonal() * sums.score;
  if (orthogonal) {
    out.gradient = 0.5 * (score - score.transpose());
    out.curvature = out.signs * (sums.slope.array() - along);
  } else {
    out.gradient = score + unmixing * unmixing.transpose();
    out.gradient.diagonal().array() -= 1.0;
    out.curvature = out.signs * sums.slope.array() + 1.0;
  }
  out.largest = out.gradient.cwiseAbs().maxCoeff();
  return out;
}

Solution solve_picard(const Tiles& x, const MatrixXd& start, bool orthogonal, const SolverLimits& limits,
                      parallel::Threads threads) {
  State state;
  state.unmixing = start;
  state.sums = score_sums(x, start, threads);
  state.slope = slope_of(state.sums, start, orthogonal);
  Memory memory;
  Solution out;
  while (state.slope.largest >= limits.tolerance && out.iterations < limits.iterations) {
    const ArrayXd signs = state.slope.signs;
    const MatrixXd gradient = state.slope.gradient;
    MatrixXd step;
    if (!search(x, state, memory.direction(state, orthogonal), orthogonal, threads, step)) {
      memory.clear();
      if (!search(x, state, -gradient, orthogonal, threads, step)) break;
    } else if ((signs != state.slope.signs).any()) {
      memory.clear();  // another loss from here on
    } else {
      memory.add(step, state.slope.gradient - gradient);
    }
    ++out.iterations;
  }
  out.unmixing = state.unmixing;
  out.signs = state.slope.signs;
  out.gradient = state.slope.largest;
  out.converged = state.slope.largest < limits.tolerance;
  return out;
}

}  // namespace attune::artefact
