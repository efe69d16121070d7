#include "solver.hpp"

#include <fmt/format.h>

#include <cmath>

#include "attune/base/error.hpp"

namespace attune::overlap {
namespace {

// Share of an unknown's variance that is its own: below this, rounding of the normal equations decides its value.
constexpr double kLeastUnique = 1e-9;
constexpr double kGradient = 1e-10;  // of the first one

Eigen::VectorXd diagonal_of(const Expansion& x) {
  Eigen::VectorXd out = Eigen::VectorXd::Zero(x.unknowns);
  for (Eigen::Index row = 0; row < x.samples(); ++row) {
    const std::size_t begin = x.start[static_cast<std::size_t>(row)], end = x.start[static_cast<std::size_t>(row) + 1];
    for (std::size_t a = begin; a < end; ++a)
      for (std::size_t b = begin; b < end; ++b)
        if (x.column[a] == x.column[b]) out[x.column[a]] += x.value[a] * x.value[b];
  }
  return out;
}

[[noreturn]] void not_unique(const std::string& what, double share) {
  throw analysis_error(fmt::format(
      "{} cannot be told apart from the other responses ({:.1e} of its variance is its own, expected at least {:.0e}): "
      "events at a fixed distance, a predictor that repeats another, or too few events; leave a predictor out, shorten "
      "the window, use time splines, or do without the intercept on high-pass filtered data",
      what, share, kLeastUnique));
}

// The unknown with the smallest pivot, where Cholesky's method cannot go on: a small ridge lets it.
Eigen::Index least_unique_unknown(Eigen::MatrixXd gram) {
  gram.diagonal().array() += 1e-12;
  const Eigen::LLT<Eigen::MatrixXd> factor(gram);
  Eigen::Index which = 0;
  factor.matrixLLT().diagonal().minCoeff(&which);
  return which;
}

}  // namespace

Solver::Solver(const Expansion& x, Eigen::Index most_factored, const std::function<std::string(Eigen::Index)>& describe)
    : x_(x) {
  const Eigen::VectorXd diagonal = diagonal_of(x);
  for (Eigen::Index i = 0; i < diagonal.size(); ++i)
    if (!(diagonal[i] > 0))
      throw analysis_error(
          fmt::format("no sample in use tells of {}: every event is 0 there or left out", describe(i)));
  scale_ = diagonal.cwiseSqrt().cwiseInverse();
  if (x.unknowns > most_factored) return;
  Eigen::MatrixXd scaled = gram(x);
  scaled = scale_.asDiagonal() * scaled * scale_.asDiagonal();
  factor_.emplace(scaled);
  if (factor_->info() != Eigen::Success) not_unique(describe(least_unique_unknown(scaled)), 0.0);
  Eigen::Index which = 0;
  least_unique_ = factor_->matrixLLT().diagonal().array().square().minCoeff(&which);
  if (!(least_unique_ >= kLeastUnique)) not_unique(describe(which), least_unique_);
}

Eigen::MatrixXd Solver::apply_inverse(const Eigen::Ref<const Eigen::MatrixXd>& v) const {
  const Eigen::MatrixXd right = scale_.asDiagonal() * v.transpose();
  return (scale_.asDiagonal() * factor_->solve(right)).transpose();
}

std::pair<Eigen::MatrixXd, int> Solver::solve(const Eigen::Ref<const Eigen::MatrixXd>& y) const {
  if (factor_) {
    Eigen::MatrixXd b = apply_inverse(transposed_times(x_, y, 0, x_.samples()));
    const Eigen::MatrixXd residual = y - times(x_, b);
    b += apply_inverse(transposed_times(x_, residual, 0, x_.samples()));
    return {b, 0};
  }
  Eigen::MatrixXd out(y.rows(), x_.unknowns);
  int most = 0;
  for (Eigen::Index channel = 0; channel < y.rows(); ++channel) {
    const auto [b, iterations] = conjugate_gradients(y.row(channel));
    out.row(channel) = b.transpose();
    most = std::max(most, iterations);
  }
  return {out, most};
}

std::pair<Eigen::VectorXd, int> Solver::conjugate_gradients(const Eigen::Ref<const Eigen::MatrixXd>& y) const {
  constexpr int kMost = 5000;
  Eigen::VectorXd b = Eigen::VectorXd::Zero(x_.unknowns);  // in units of `scale_`
  Eigen::MatrixXd residual = y;
  const auto gradient_of = [&](const Eigen::MatrixXd& r) -> Eigen::VectorXd {
    return scale_.asDiagonal() * transposed_times(x_, r, 0, x_.samples()).transpose();
  };
  Eigen::VectorXd gradient = gradient_of(residual);
  Eigen::VectorXd direction = gradient;
  double size = gradient.squaredNorm();
  const double first = size;
  for (int iteration = 0; iteration < kMost; ++iteration) {
    if (size <= kGradient * kGradient * first) return {scale_.asDiagonal() * b, iteration};
    const Eigen::VectorXd scaled = scale_.asDiagonal() * direction;
    const Eigen::MatrixXd image = times(x_, scaled.transpose());
    const double step = size / image.squaredNorm();
    b += step * direction;
    residual -= step * image;
    gradient = gradient_of(residual);
    const double next = gradient.squaredNorm();
    direction = gradient + (next / size) * direction;
    size = next;
  }
  throw analysis_error(
      fmt::format("conjugate gradients stand at {:.1e} of the first gradient after {} iterations, expected {:.0e}: the "
                  "responses can "
                  "hardly be told apart; leave predictors out, shorten the window or use time splines",
                  std::sqrt(size / first), kMost, kGradient));
}

}  // namespace attune::overlap
