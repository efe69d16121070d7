#include "attune/stats/f_distribution.hpp"

#include <boost/math/distributions/non_central_f.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>

namespace attune::stats {
namespace {

// Errors come back as NaN or infinity, not as exceptions of the library.
using Quiet =
    boost::math::policies::policy<boost::math::policies::domain_error<boost::math::policies::ignore_error>,
                                  boost::math::policies::pole_error<boost::math::policies::ignore_error>,
                                  boost::math::policies::overflow_error<boost::math::policies::ignore_error>,
                                  boost::math::policies::evaluation_error<boost::math::policies::ignore_error>,
                                  boost::math::policies::promote_double<false>>;

}  // namespace

double f_upper(double f, double num_df, double den_df) {
  if (std::isnan(f) || !(num_df > 0.0) || !(den_df > 0.0)) return std::numeric_limits<double>::quiet_NaN();
  if (f <= 0.0) return 1.0;
  if (std::isinf(f)) return 0.0;
  if (std::isinf(den_df)) return chi_squared_upper(f * num_df, num_df);
  const double scaled = num_df * f;
  // The complement is taken where x would be next to 1.
  if (scaled > den_df) return boost::math::ibeta(den_df / 2.0, num_df / 2.0, den_df / (den_df + scaled), Quiet());
  return boost::math::ibetac(num_df / 2.0, den_df / 2.0, scaled / (den_df + scaled), Quiet());
}

double chi_squared_upper(double x, double df) {
  if (std::isnan(x) || !(df > 0.0)) return std::numeric_limits<double>::quiet_NaN();
  if (x <= 0.0) return 1.0;
  if (std::isinf(x)) return 0.0;
  return boost::math::gamma_q(df / 2.0, x / 2.0, Quiet());
}

double noncentral_f_lower(double f, double num_df, double den_df, double ncp) {
  if (std::isnan(f) || std::isnan(ncp)) return std::numeric_limits<double>::quiet_NaN();
  if (f <= 0.0) return 0.0;
  if (ncp == 0.0) return 1.0 - f_upper(f, num_df, den_df);
  return boost::math::cdf(boost::math::non_central_f_distribution<double, Quiet>(num_df, den_df, ncp), f);
}

}  // namespace attune::stats
