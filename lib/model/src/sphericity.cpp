#include "sphericity.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>

#include "attune/stats/f_distribution.hpp"

namespace attune::model {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

// Chi-squared approximation with its second-order term (Anderson 2003, section 10.7), whose last place for the number
// of contrasts `d` is `cells` for R.
double mauchly_p(double w, double d, double n, double cells) {
  const double rho = 1.0 - (2.0 * d * d + d + 2.0) / (6.0 * d * n);
  const double second = (d + 2.0) * (d - 1.0) * (d - 2.0) * (2.0 * d * d * d + 6.0 * d * d + 3.0 * cells + 2.0) /
                        (288.0 * n * n * d * d * rho * rho);
  const double z = -n * rho * std::log(w), df = d * (d + 1.0) / 2.0 - 1.0;
  const double first = stats::chi_squared_upper(z, df);
  return first + second * (stats::chi_squared_upper(z, df + 4.0) - first);
}

}  // namespace

Sphericity sphericity(const Eigen::MatrixXd& error, double error_df, std::optional<double> cells) {
  Sphericity out{kMissing, kMissing, kMissing, kMissing};
  const double d = static_cast<double>(error.rows());
  if (error.rows() < 2) return out;
  const double trace = error.trace();
  out.gg_eps = trace * trace / (d * error.squaredNorm());
  out.hf_eps = ((error_df + 1.0) * d * out.gg_eps - 2.0) / (d * (error_df - d * out.gg_eps));
  if (error_df < d) return out;
  double log_det = 0.0;
  const Eigen::LLT<Eigen::MatrixXd> llt(error * (d / trace));
  if (llt.info() != Eigen::Success) return out;
  for (Eigen::Index i = 0; i < error.rows(); ++i) log_det += 2.0 * std::log(llt.matrixLLT()(i, i));
  out.mauchly_w = std::exp(log_det);
  out.mauchly_p = mauchly_p(out.mauchly_w, d, error_df, cells.value_or(d));
  return out;
}

Multivariate multivariate(const Eigen::MatrixXd& squares, double df, const Eigen::MatrixXd& error, double error_df) {
  Multivariate out{kMissing, kMissing, kMissing, kMissing};
  const double d = static_cast<double>(error.rows());
  if (error_df < d || df < 1.0) return out;
  const Eigen::GeneralizedSelfAdjointEigenSolver<Eigen::MatrixXd> solver(squares, error, Eigen::EigenvaluesOnly);
  if (solver.info() != Eigen::Success) return out;
  const Eigen::ArrayXd roots = solver.eigenvalues().array().max(0.0);
  const double s = std::min(df, d), m = (std::abs(df - d) - 1.0) / 2.0, n = (error_df - d - 1.0) / 2.0;
  out.pillai = (roots / (1.0 + roots)).sum();
  const double pillai_df = s * (2.0 * n + s + 1.0);
  out.pillai_p = stats::f_upper((2.0 * n + s + 1.0) / (2.0 * m + s + 1.0) * out.pillai / (s - out.pillai),
                                s * (2.0 * m + s + 1.0), pillai_df);
  out.wilks = (1.0 / (1.0 + roots)).prod();
  const double below = df * df + d * d - 5.0;
  const double power = below > 0.0 ? std::sqrt((df * df * d * d - 4.0) / below) : 1.0;
  const double root = std::pow(out.wilks, 1.0 / power);
  const double den = (error_df - (d - df + 1.0) / 2.0) * power - (df * d - 2.0) / 2.0;
  out.wilks_p = stats::f_upper((1.0 - root) / root * den / (df * d), df * d, den);
  return out;
}

}  // namespace attune::model
