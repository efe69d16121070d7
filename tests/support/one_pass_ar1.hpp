#pragma once

#include <Eigen/Dense>
#include <map>
#include <vector>

namespace attune::test {

/// t of a contrast by the common one-pass AR(1): least squares, the lag-one autocorrelation of each residual series
/// (with n - 1 products over n squares), truncated towards 0 to hundredths, and one refit of the series and design
/// filtered with it, whose first row is left as it is. Rows are taken as if they followed one another.
inline Eigen::VectorXd one_pass_ar1_t(const Eigen::MatrixXd& series, const Eigen::MatrixXd& design,
                                      const Eigen::VectorXd& contrast) {
  const Eigen::Index n = design.rows();
  const auto count = static_cast<double>(n);
  const Eigen::MatrixXd residuals = series - design * design.householderQr().solve(series);
  std::map<int, std::vector<Eigen::Index>> bins;
  for (Eigen::Index v = 0; v < series.cols(); ++v) {
    const Eigen::VectorXd r = residuals.col(v);
    const double rho = r.head(n - 1).dot(r.tail(n - 1)) / (count - 1) / (r.squaredNorm() / count);
    bins[static_cast<int>(rho * 100)].push_back(v);
  }
  const auto filtered = [n](const Eigen::MatrixXd& x, double rho) {
    Eigen::MatrixXd result = x;
    result.bottomRows(n - 1) -= rho * x.topRows(n - 1);
    return result;
  };
  Eigen::VectorXd t(series.cols());
  for (const auto& [bin, voxels] : bins) {
    const double rho = 0.01 * bin;
    const Eigen::MatrixXd x = filtered(design, rho);
    const Eigen::MatrixXd y = filtered(series(Eigen::all, voxels), rho);
    const Eigen::MatrixXd inverse = (x.transpose() * x).inverse();
    const Eigen::MatrixXd b = inverse * (x.transpose() * y);
    const Eigen::VectorXd squares = (y - x * b).colwise().squaredNorm();
    const double unit = contrast.dot(inverse * contrast);
    for (std::size_t i = 0; i < voxels.size(); ++i) {
      const auto at = static_cast<Eigen::Index>(i);
      t(voxels[i]) = contrast.dot(b.col(at)) / std::sqrt(unit * squares(at) / (count - static_cast<double>(x.cols())));
    }
  }
  return t;
}

}  // namespace attune::test
