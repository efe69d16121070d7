#include "whiteness.hpp"

#include <algorithm>
#include <limits>

#include "attune/stats/f_distribution.hpp"

namespace attune::bold {

double ljung_box_p(const Eigen::VectorXd& white, int parameters) {
  const Eigen::Index n = white.size();
  const Eigen::Index lags = std::min<Eigen::Index>(20, n / 5);
  if (lags <= parameters) return std::numeric_limits<double>::quiet_NaN();
  const double total = white.squaredNorm();
  double sum = 0;
  for (Eigen::Index lag = 1; lag <= lags; ++lag) {
    const double r = white.head(n - lag).dot(white.tail(n - lag)) / total;
    sum += r * r / static_cast<double>(n - lag);
  }
  const auto count = static_cast<double>(n);
  return stats::chi_squared_upper(count * (count + 2) * sum, static_cast<double>(lags - parameters));
}

}  // namespace attune::bold
