#include "student_t_tails.hpp"

#include <algorithm>
#include <boost/math/quadrature/gauss.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "attune/stats/distributions.hpp"

namespace attune::stats {
namespace {

class Density {
 public:
  explicit Density(double df)
      : df_(df), scale_(1.0 / (boost::math::tgamma_delta_ratio(0.5 * df, 0.5) * std::sqrt(df * std::numbers::pi))) {}
  double operator()(double x) const { return scale_ * std::exp(-0.5 * (df_ + 1.0) * std::log1p(x / df_ * x)); }

 private:
  double df_, scale_;
};

constexpr double kUnderflow = 1e-290;

// log P(T <= -a) from I_z(df / 2, 1 / 2) / 2 with z = df / (df + a^2): a power series of positive terms.
double log_far_tail(double a, double df) {
  constexpr double kLastTerms = 1e-16;
  constexpr int kLongest = 1'000'000;
  const double p = 0.5 * df, odds = a / df * a, z = 1.0 / (1.0 + odds);
  double sum = 1.0, term = 1.0;
  for (int k = 0; k < kLongest && term > kLastTerms * sum; ++k) {
    term *= (p + 0.5 + k) / (p + 1.0 + k) * z;
    sum += term;
  }
  const double log_beta = std::log(boost::math::tgamma_delta_ratio(p, 0.5)) + 0.5 * std::log(std::numbers::pi);
  return -std::numbers::ln2 - (p + 0.5) * std::log1p(odds) + 0.5 * std::log(odds) - std::log(p) - log_beta +
         std::log(sum);
}

}  // namespace

std::vector<double> log_student_t_lower(std::span<const double> x, double df) {
  // A panel over which the density changes by more than exp(8) needs more points than it has.
  constexpr double kPanel = 8.0, kMostPanels = 4.0;
  using Rule = boost::math::quadrature::gauss<double, 16>;
  const Density density(df);
  std::vector<double> out(x.size());
  const bool ascending = x.size() < 2 || x.front() <= x.back();
  double tail = 0.0, before = 0.0;
  for (std::size_t k = 0; k < x.size(); ++k) {
    const std::size_t i = ascending ? k : x.size() - 1 - k;
    const double width = x[i] - before, panels = std::ceil(std::max(std::abs(x[i]), std::abs(before)) * width / kPanel);
    if (k == 0 || panels > kMostPanels || tail < kUnderflow) {
      tail = student_t_lower(x[i], df);
    } else {
      const double count = std::max(1.0, panels);
      for (double panel = 0.0; panel < count; ++panel)
        tail += Rule::integrate(density, before + width * panel / count, before + width * (panel + 1.0) / count);
    }
    before = x[i];
    out[i] = tail < kUnderflow ? log_far_tail(-x[i], df) : std::log(std::min(tail, 1.0));
  }
  return out;
}

}  // namespace attune::stats
