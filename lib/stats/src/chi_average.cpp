#include "chi_average.hpp"

#include <algorithm>
#include <boost/math/quadrature/gauss.hpp>
#include <cmath>

namespace attune::stats {
namespace {

constexpr double kNegligible = -41.0;  // log weight that cannot change a sum near 1: exp(-41) = 1.6e-18

// Log density of u = log S, up to a constant; its maximum is 0 at u = 0.
double log_density(double df, double u) { return df * (u - 0.5 * std::expm1(2.0 * u)); }

// The u on the given side of 0 where the density becomes negligible.
double reach(double df, double sign) {
  double near = 0.0, far = sign;
  while (log_density(df, far) > kNegligible) far *= 2.0;
  for (int step = 0; step < 40; ++step) {
    const double middle = 0.5 * (near + far);
    (log_density(df, middle) > kNegligible ? near : far) = middle;
  }
  return far;
}

double integrate(double low, double high, const std::function<double(double)>& f) {
  constexpr int kPanels = 12;
  double sum = 0.0;
  for (int panel = 0; panel < kPanels; ++panel) {
    const double from = low + (high - low) * panel / kPanels, to = low + (high - low) * (panel + 1) / kPanels;
    sum += boost::math::quadrature::gauss<double, 20>::integrate(f, from, to);
  }
  return sum;
}

}  // namespace

double chi_average(double df, const std::function<double(double)>& g, double top) {
  const double low = reach(df, -1.0), high = reach(df, 1.0), end = std::min(high, std::log(top));
  if (!(end > low)) return 0.0;
  const double all = integrate(low, high, [&](double u) { return std::exp(log_density(df, u)); });
  return integrate(low, end, [&](double u) { return std::exp(log_density(df, u)) * g(std::exp(u)); }) / all;
}

}  // namespace attune::stats
