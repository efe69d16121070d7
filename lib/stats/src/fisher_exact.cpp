#include "attune/stats/fisher_exact.hpp"

#include <algorithm>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "early_stops.hpp"

namespace attune::stats {
namespace {

constexpr double kTie = 1.0 + 1e-7;  // R's tolerance for tables as probable as the observed one

// Noncentral hypergeometric distribution of the successes of the first group: log weights over its support, relative
// to the largest, at odds ratio 1.
struct Support {
  std::int64_t first = 0;
  std::vector<double> log_weights;

  std::vector<double> probabilities(double log_odds) const {
    std::vector<double> out(log_weights.size());
    double largest = -std::numeric_limits<double>::infinity(), sum = 0.0;
    for (std::size_t i = 0; i < out.size(); ++i) {
      out[i] = i == 0 ? log_weights[i] : log_weights[i] + log_odds * static_cast<double>(i);
      largest = std::max(largest, out[i]);
    }
    for (double& p : out) sum += p = std::exp(p - largest);
    for (double& p : out) p /= sum;
    return out;
  }
};

Support support_of(const Count& a, const Count& b) {
  const std::int64_t total = a.successes + b.successes;
  Support out;
  out.first = std::max<std::int64_t>(0, total - b.n);
  const std::int64_t last = std::min(a.n, total);
  double log_weight = 0.0;
  for (std::int64_t x = out.first; x <= last; ++x) {
    out.log_weights.push_back(log_weight);
    const double up = static_cast<double>(a.n - x) * static_cast<double>(total - x);
    const double down = static_cast<double>(x + 1) * static_cast<double>(b.n - total + x + 1);
    log_weight += std::log(up / down);  // after the last it is log 0, never used
  }
  return out;
}

// The odds ratio at which a function that rises with its logarithm is zero, found below 1 or as the inverse of one
// below 1, as R's fisher.test does.
template <class Function>
double solve_early(const Function& excess) {
  const double at_one = excess(0.0);
  if (at_one == 0.0) return 1.0;
  const double least = at_one > 0.0 ? 0.0 : std::numeric_limits<double>::epsilon();
  const double root =
      early_root([&](double t) { return excess(at_one > 0.0 ? std::log(t) : -std::log(t)); }, least, 1.0);
  return at_one > 0.0 ? root : 1.0 / root;
}

// The same to the last digit.
template <class Function>
double solve(const Function& excess, Compat compat) {
  if (compat == Compat::r) return solve_early(excess);
  double low = -1.0, high = 1.0;
  while (excess(low) > 0.0) low *= 2.0;
  while (excess(high) < 0.0) high *= 2.0;
  std::uintmax_t iterations = 200;
  const boost::math::tools::eps_tolerance<double> tolerance(50);
  const auto [below, above] = boost::math::tools::toms748_solve(excess, low, high, tolerance, iterations);
  return std::exp(0.5 * (below + above));
}

}  // namespace

FisherExact fisher_exact(const Count& a, const Count& b, double confidence, Compat compat) {
  const Support support = support_of(a, b);
  const auto at = static_cast<std::size_t>(a.successes - support.first), last = support.log_weights.size() - 1;
  const double infinity = std::numeric_limits<double>::infinity(), tail = 0.5 * (1.0 - confidence);
  FisherExact out{1.0, std::numeric_limits<double>::quiet_NaN(), {0.0, infinity}};
  if (last == 0) return out;
  const std::vector<double> central = support.probabilities(0.0);
  out.p = 0.0;
  for (const double p : central)
    if (p <= central[at] * kTie) out.p += p;
  out.p = std::min(out.p, 1.0);
  const auto mean_excess = [&](double log_odds) {
    const std::vector<double> p = support.probabilities(log_odds);
    double mean = 0.0;
    for (std::size_t i = 0; i <= last; ++i) mean += p[i] * (static_cast<double>(i) - static_cast<double>(at));
    return mean;
  };
  const auto sum = [&](double log_odds, std::size_t from, std::size_t to) {
    const std::vector<double> p = support.probabilities(log_odds);
    double total = 0.0;
    for (std::size_t i = from; i <= to; ++i) total += p[i];
    return total;
  };
  out.odds_ratio = at == 0 ? 0.0 : at == last ? infinity : solve(mean_excess, compat);
  if (at > 0) out.interval.low = solve([&](double odds) { return sum(odds, at, last) - tail; }, compat);
  if (at < last) out.interval.high = solve([&](double odds) { return tail - sum(odds, 0, at); }, compat);
  return out;
}

}  // namespace attune::stats
