#include "attune/stats/proportion.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

#include "attune/base/error.hpp"
#include "attune/base/number_text.hpp"

namespace attune::stats {
namespace {

constexpr double kTie = 1.0 + 1e-7;  // R's tolerance for outcomes as probable as the observed one

double probability(std::int64_t successes, std::int64_t n, double share) {
  const auto x = static_cast<double>(successes), size = static_cast<double>(n);
  return boost::math::ibeta_derivative(x + 1.0, size - x + 1.0, share) / (size + 1.0);
}

// P(X <= x) and P(X >= x), each computed on its own side.
double at_most(std::int64_t x, std::int64_t n, double share) {
  if (x < 0) return 0.0;
  if (x >= n) return 1.0;
  return boost::math::ibetac(static_cast<double>(x) + 1.0, static_cast<double>(n - x), share);
}
double at_least(std::int64_t x, std::int64_t n, double share) { return at_most(n - x, n, 1.0 - share); }

double log_beta(double a, double b) {
  return boost::math::lgamma(a) + boost::math::lgamma(b) - boost::math::lgamma(a + b);
}

}  // namespace

Count parse_count(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash != std::string_view::npos) {
    const auto successes = parse_integer(trimmed(text.substr(0, slash)));
    const auto n = parse_integer(trimmed(text.substr(slash + 1)));
    constexpr std::int64_t kMost = 1'000'000;  // the exact odds ratio goes through every table
    if (successes && n && *successes >= 0 && *successes <= *n && *n >= 1 && *n <= kMost) return {*successes, *n};
  }
  throw usage_error(
      fmt::format("count {}; expected successes/people, as 36/50, of at most a million", in_quotes(text)));
}

void check_count(const Count& count, const std::string& what) {
  if (count.n < 1) throw analysis_error(fmt::format("{} has no one in it; at least 1 is needed", what));
}

void check_confidence(double confidence) {
  if (!(confidence > 0.5 && confidence < 1.0))
    throw usage_error(fmt::format("confidence is {}; expected above 0.5 and below 1", confidence));
}

Interval exact_interval(const Count& count, double confidence) {
  const double tail = 0.5 * (1.0 - confidence);
  const auto x = static_cast<double>(count.successes), n = static_cast<double>(count.n);
  Interval out{0.0, 1.0};
  if (count.successes > 0) out.low = boost::math::ibeta_inv(x, n - x + 1.0, tail);
  if (count.successes < count.n) out.high = boost::math::ibetac_inv(x + 1.0, n - x, tail);
  return out;
}

Interval wilson_interval(const Count& count, double confidence) {
  const double z = normal_quantile(0.5 * (1.0 + confidence)), n = static_cast<double>(count.n), p = count.share();
  const double middle = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
  const double half = z / (1.0 + z * z / n) * std::sqrt(p * (1.0 - p) / n + z * z / (4.0 * n * n));
  // At 0 and n the end is the share itself; rounding would put it a hair beside it.
  return {count.successes == 0 ? 0.0 : middle - half, count.successes == count.n ? 1.0 : middle + half};
}

double binomial_two_sided(const Count& count, double null) {
  const std::int64_t x = count.successes, n = count.n;
  const double mean = static_cast<double>(n) * null;
  if (static_cast<double>(x) == mean) return 1.0;
  // The other tail is mirrored, so that only the case below the mean is left.
  if (static_cast<double>(x) > mean) return binomial_two_sided({n - x, n}, 1.0 - null);
  const double limit = probability(x, n, null) * kTie;
  // Probabilities fall from the mean upwards: the first outcome there that is no more probable than x.
  auto low = static_cast<std::int64_t>(std::ceil(mean)), high = n + 1;
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    if (probability(middle, n, null) <= limit)
      high = middle;
    else
      low = middle + 1;
  }
  return std::min(1.0, at_most(x, n, null) + (low > n ? 0.0 : at_least(low, n, null)));
}

double log_proportion_bayes_factor(const Count& count, double null) {
  const auto x = static_cast<double>(count.successes), n = static_cast<double>(count.n);
  const double at_null = x * std::log(null) + (n - x) * std::log1p(-null);
  return log_beta(x + 1.0, n - x + 1.0) - at_null;
}

double log_two_proportions_bayes_factor(const Count& a, const Count& b) {
  const auto x = static_cast<double>(a.successes), y = static_cast<double>(b.successes);
  const auto n = static_cast<double>(a.n), m = static_cast<double>(b.n);
  return log_beta(x + 1.0, n - x + 1.0) + log_beta(y + 1.0, m - y + 1.0) - log_beta(x + y + 1.0, n + m - x - y + 1.0);
}

Proportion estimate_proportion(const Count& count, const ProportionOptions& options) {
  check_confidence(options.confidence);
  if (!(options.null > 0.0 && options.null < 1.0))
    throw usage_error(fmt::format("the null hypothesis is a share of {}; expected above 0 and below 1", options.null));
  check_count(count, "the sample");
  return {count,
          count.share(),
          exact_interval(count, options.confidence),
          wilson_interval(count, options.confidence),
          options.null,
          binomial_two_sided(count, options.null),
          log_proportion_bayes_factor(count, options.null),
          options.confidence};
}

}  // namespace attune::stats
