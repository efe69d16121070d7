#include "attune/model/linear.hpp"

#include <cmath>
#include <limits>

#include "householder.hpp"

namespace attune::model {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
constexpr int kMostRefinements = 6;

// b and r of [I X; X' 0] [r; b] = [y; 0], X the kept columns, scaled. Residuals of the system are taken in extended
// precision, corrections in double.
class Refined {
 public:
  Refined(const Householder& qr, const Eigen::MatrixXd& x, const Eigen::VectorXd& y) : qr_(qr), x_(x), y_(y) {
    const Eigen::VectorXd effects = qr.transposed_times(y);
    b = qr.solve(effects.head(qr.rank()));
    Eigen::VectorXd rest = effects;
    rest.head(qr.rank()).setZero();
    r = qr.times(rest);
    double last = std::numeric_limits<double>::infinity();
    for (int pass = 0; pass < kMostRefinements; ++pass) {
      const double step = refine(last);
      if (!(step < last)) break;
      last = step;
      if (step == 0.0) break;
    }
  }
  Eigen::VectorXd b, r;

 private:
  // Returns how large the correction was; one that is not smaller than `limit` is not made.
  double refine(double limit) {
    Eigen::VectorXd f(y_.size());
    for (Eigen::Index i = 0; i < y_.size(); ++i) {
      long double sum = static_cast<long double>(y_[i]) - static_cast<long double>(r[i]);
      for (Eigen::Index j = 0; j < b.size(); ++j)
        sum -= static_cast<long double>(x_(i, j)) * static_cast<long double>(b[j]);
      f[i] = static_cast<double>(sum);
    }
    Eigen::VectorXd g(b.size());
    for (Eigen::Index j = 0; j < b.size(); ++j) {
      long double sum = 0.0L;
      for (Eigen::Index i = 0; i < y_.size(); ++i)
        sum -= static_cast<long double>(x_(i, j)) * static_cast<long double>(r[i]);
      g[j] = static_cast<double>(sum);
    }
    const Eigen::VectorXd h = qr_.solve_transposed(g);
    Eigen::VectorXd d = qr_.transposed_times(f);
    const Eigen::VectorXd step_b = qr_.solve(d.head(b.size()) - h);
    d.head(b.size()) = h;
    const Eigen::VectorXd step_r = qr_.times(d);
    const double step = step_b.norm() + step_r.norm();
    if (!(step < limit)) return step;
    b += step_b;
    r += step_r;
    return step;
  }

  const Householder& qr_;
  const Eigen::MatrixXd& x_;
  const Eigen::VectorXd& y_;
};

}  // namespace

double LinearFit::sigma() const { return df > 0.0 ? std::sqrt(rss / df) : kMissing; }
double LinearFit::r_squared() const { return 1.0 - rss / tss; }
double LinearFit::adjusted_r_squared() const {
  const double n = static_cast<double>(residuals.size());
  return 1.0 - (rss / df) / (tss / (intercept ? n - 1.0 : n));
}
Eigen::MatrixXd LinearFit::covariance() const { return unscaled * (rss / df); }

LinearFit fit_linear(const Eigen::Ref<const Eigen::MatrixXd>& x, const Eigen::Ref<const Eigen::VectorXd>& y,
                     bool intercept) {
  const Householder qr(x);
  const Eigen::Index rank = qr.rank();
  Eigen::MatrixXd scaled(x.rows(), rank);
  for (Eigen::Index j = 0; j < rank; ++j) scaled.col(j) = x.col(qr.kept()[static_cast<std::size_t>(j)]) * qr.scale()[j];
  const double shift = intercept ? y.mean() : 0.0;
  const Eigen::VectorXd shifted = y.array() - shift;
  const Refined solution(qr, scaled, shifted);
  LinearFit out;
  out.intercept = intercept;
  out.kept = qr.kept();
  out.coefficients = Eigen::VectorXd::Constant(x.cols(), kMissing);
  for (Eigen::Index j = 0; j < rank; ++j)
    out.coefficients[out.kept[static_cast<std::size_t>(j)]] = solution.b[j] * qr.scale()[j];
  if (intercept) out.coefficients[0] += shift;
  out.residuals = solution.r;
  out.fitted = y - out.residuals;
  out.rss = out.residuals.squaredNorm();
  out.tss = intercept ? (shifted.array() - shifted.mean()).square().sum() : y.squaredNorm();
  out.df = static_cast<double>(x.rows() - rank);
  Eigen::MatrixXd inverse(rank, rank);
  for (Eigen::Index j = 0; j < rank; ++j) inverse.col(j) = qr.solve(Eigen::VectorXd::Unit(rank, j));
  inverse = qr.scale().asDiagonal() * inverse;
  out.unscaled.noalias() = inverse * inverse.transpose();
  out.leverage = qr.thin_q().rowwise().squaredNorm();
  return out;
}

ExtraSquares extra_squares(const Eigen::Ref<const Eigen::MatrixXd>& before,
                           const Eigen::Ref<const Eigen::MatrixXd>& term, const Eigen::Ref<const Eigen::VectorXd>& y) {
  Eigen::MatrixXd both(before.rows(), before.cols() + term.cols());
  both << before, term;
  const Householder qr(both);
  const Eigen::VectorXd effects = qr.transposed_times(y);
  ExtraSquares out;
  for (Eigen::Index j = 0; j < qr.rank(); ++j) {
    if (qr.kept()[static_cast<std::size_t>(j)] < before.cols()) continue;
    out.ss += effects[j] * effects[j];
    out.df += 1.0;
  }
  return out;
}

}  // namespace attune::model
