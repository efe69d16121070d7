#include "whiteness.hpp"

#include <algorithm>
#include <limits>

#include "attune/stats/f_distribution.hpp"

namespace attune::bold {

double ljung_box_p(const Eigen::VectorXd& innovations, const Eigen::MatrixXd& white_basis, int parameters) {
  const Eigen::Index n = innovations.size();
  const Eigen::Index lags = std::min<Eigen::Index>(20, n / 5);
  if (lags <= parameters) return std::numeric_limits<double>::quiet_NaN();
  const double total = innovations.squaredNorm();
  const auto degrees = static_cast<double>(n - white_basis.cols());
  double sum = 0;
  for (Eigen::Index lag = 1; lag <= lags; ++lag) {
    const double expected = -white_basis.topRows(n - lag).cwiseProduct(white_basis.bottomRows(n - lag)).sum() / degrees;
    const double r = innovations.head(n - lag).dot(innovations.tail(n - lag)) / total - expected;
    sum += r * r / static_cast<double>(n - lag);
  }
  const auto count = static_cast<double>(n);
  return stats::chi_squared_upper(count * (count + 2) * sum, static_cast<double>(lags - parameters));
}

}  // namespace attune::bold
