#include "attune/stats/f_quantile.hpp"

#include <boost/math/special_functions/beta.hpp>
#include <cmath>
#include <limits>

namespace attune::stats {

double f_quantile(double probability, double num_df, double den_df) {
  if (!(probability > 0.0 && probability < 1.0) || !(num_df > 0.0) || !(den_df > 0.0))
    return std::numeric_limits<double>::quiet_NaN();
  double complement = 0.0;  // 1 - x without cancellation
  const double x = boost::math::ibeta_inv(0.5 * num_df, 0.5 * den_df, probability, &complement);
  return den_df * x / (num_df * complement);
}

}  // namespace attune::stats
