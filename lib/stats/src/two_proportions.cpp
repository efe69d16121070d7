#include "attune/stats/two_proportions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "attune/base/error.hpp"
#include "attune/stats/f_distribution.hpp"

namespace attune::stats {
namespace {

const double kInfinity = std::numeric_limits<double>::infinity();

ChiSquared chi_squared(double value) { return {value, chi_squared_upper(value, 1.0)}; }

// Pearson's statistic of the 2 x 2 table, each deviation made smaller by up to `correction`.
std::optional<ChiSquared> pearson(const Count& a, const Count& b, double correction) {
  const auto n_a = static_cast<double>(a.n), n_b = static_cast<double>(b.n), n = n_a + n_b;
  const auto successes = static_cast<double>(a.successes + b.successes);
  if (successes == 0.0 || successes == n) return std::nullopt;
  const double deviation = std::abs(static_cast<double>(a.successes) - n_a * successes / n);
  const double left = deviation - std::min(correction, deviation);
  const double failures = n - successes;
  return chi_squared(left * left * n * n * n / (n_a * n_b * successes * failures));
}

Ratio log_ratio(double value, double variance, double z) {
  if (!(value > 0.0) || !std::isfinite(value) || !std::isfinite(variance)) return {value, std::nullopt};
  const double half = z * std::sqrt(variance);
  return {value, Interval{value * std::exp(-half), value * std::exp(half)}};
}

Ratio sample_odds_ratio(const Count& a, const Count& b, double z) {
  const auto x = static_cast<double>(a.successes), y = static_cast<double>(b.successes);
  const double not_x = static_cast<double>(a.n) - x, not_y = static_cast<double>(b.n) - y;
  return log_ratio(x * not_y / (not_x * y), 1.0 / x + 1.0 / not_x + 1.0 / y + 1.0 / not_y, z);
}

Ratio sample_risk_ratio(const Count& a, const Count& b, double z) {
  const auto x = static_cast<double>(a.successes), y = static_cast<double>(b.successes);
  const auto n = static_cast<double>(a.n), m = static_cast<double>(b.n);
  return log_ratio((x / n) / (y / m), 1.0 / x - 1.0 / n + 1.0 / y - 1.0 / m, z);
}

// Square-and-add of the Wilson limits (Newcombe 1998), the two shares correlated by `phi`.
Interval newcombe(const std::array<double, 2>& shares, const std::array<Interval, 2>& wilson, double phi) {
  const double below_a = shares[0] - wilson[0].low, above_a = wilson[0].high - shares[0];
  const double below_b = shares[1] - wilson[1].low, above_b = wilson[1].high - shares[1];
  const auto length = [&](double u, double v) { return std::sqrt(std::max(0.0, u * u - 2.0 * phi * u * v + v * v)); };
  const double estimate = shares[0] - shares[1];
  return {estimate - length(below_a, above_b), estimate + length(above_a, below_b)};
}

// Correlation of what happened in A and in B, a positive one with continuity correction (Newcombe's method 10).
double phi_of(const PairCounts& p) {
  const auto a = static_cast<double>(p.both), b = static_cast<double>(p.first_only);
  const auto c = static_cast<double>(p.second_only), d = static_cast<double>(p.neither);
  const double margins = (a + b) * (c + d) * (a + c) * (b + d);
  if (margins == 0.0) return 0.0;
  double numerator = a * d - b * c;
  if (numerator > 0.0) numerator = std::max(0.0, numerator - 0.5 * (a + b + c + d));
  return numerator / std::sqrt(margins);
}

}  // namespace

TwoProportions compare_proportions(const Count& a, const Count& b, const TwoProportionsOptions& options) {
  check_confidence(options.confidence);
  check_count(a, in_quotes(options.levels[0]));
  check_count(b, in_quotes(options.levels[1]));
  constexpr double kYates = 0.5;
  const double z = normal_quantile(0.5 * (1.0 + options.confidence)), p = a.share(), q = b.share();
  TwoProportions out;
  out.levels = options.levels;
  out.counts = {a, b};
  out.wilson = {wilson_interval(a, options.confidence), wilson_interval(b, options.confidence)};
  out.estimate = p - q;
  out.interval = newcombe({p, q}, out.wilson, 0.0);
  const double half =
      z * std::sqrt(p * (1.0 - p) / static_cast<double>(a.n) + q * (1.0 - q) / static_cast<double>(b.n));
  out.wald = {out.estimate - half, out.estimate + half};
  out.plain = pearson(a, b, 0.0);
  out.corrected = pearson(a, b, kYates);
  out.fisher = fisher_exact(a, b, options.confidence, options.compat);
  out.odds_ratio = sample_odds_ratio(a, b, z);
  out.risk_ratio = sample_risk_ratio(a, b, z);
  out.log_bf10 = log_two_proportions_bayes_factor(a, b);
  out.confidence = options.confidence;
  return out;
}

PairedProportions compare_paired_proportions(const PairCounts& pairs, const TwoProportionsOptions& options) {
  check_confidence(options.confidence);
  if (pairs.n() < 1) throw analysis_error("no pair has both conditions; at least 1 is needed");
  const Count a{pairs.both + pairs.first_only, pairs.n()}, b{pairs.both + pairs.second_only, pairs.n()};
  const Count differing{pairs.first_only, pairs.first_only + pairs.second_only};
  PairedProportions out;
  out.levels = options.levels;
  out.pairs = pairs;
  out.estimate = static_cast<double>(pairs.first_only - pairs.second_only) / static_cast<double>(pairs.n());
  out.interval =
      newcombe({a.share(), b.share()}, {wilson_interval(a, options.confidence), wilson_interval(b, options.confidence)},
               phi_of(pairs));
  out.odds_ratio = {std::numeric_limits<double>::quiet_NaN(), std::nullopt};
  out.confidence = options.confidence;
  if (differing.n == 0) return out;
  const auto n = static_cast<double>(differing.n);
  const double excess = std::abs(static_cast<double>(pairs.first_only - pairs.second_only));
  out.p = binomial_two_sided(differing, 0.5);
  out.plain = chi_squared(excess * excess / n);
  const double corrected = std::max(0.0, excess - 1.0);
  out.corrected = chi_squared(corrected * corrected / n);
  const Interval share = exact_interval(differing, options.confidence);
  const auto odds = [](double s) { return s < 1.0 ? s / (1.0 - s) : kInfinity; };
  out.odds_ratio = {odds(differing.share()), Interval{odds(share.low), odds(share.high)}};
  out.log_bf10 = log_proportion_bayes_factor(differing, 0.5);
  return out;
}

}  // namespace attune::stats
