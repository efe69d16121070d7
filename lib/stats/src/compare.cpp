#include "attune/stats/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "attune/base/number_text.hpp"
#include "attune/stats/rank_test.hpp"
#include "attune/stats/summary.hpp"

namespace attune::stats {
namespace {

using Samples = std::array<std::vector<double>, 2>;

void check_options(const CompareOptions& options) {
  if (!(options.confidence > 0.5 && options.confidence < 1.0))
    throw usage_error(fmt::format("confidence is {}; expected above 0.5 and below 1", options.confidence));
  if (!(options.r_scale >= 0.001 && options.r_scale <= 1000.0))
    throw usage_error(fmt::format("the prior scale is {}; expected 0.001 to 1000", options.r_scale));
  if (options.permutations < 0) throw usage_error("permutations must not be negative");
}

void check_values(std::span<const double> values, const std::string& level) {
  const std::string which = in_quotes(level);
  if (values.size() < 2)
    throw analysis_error(
        fmt::format("{} has {} value{}; at least 2 are needed", which, values.size(), values.size() == 1 ? "" : "s"));
  for (const double x : values)
    if (!std::isfinite(x))
      throw analysis_error(fmt::format("{} has the value {}; every value must be finite", which, format_double(x)));
}

std::vector<double> sorted(std::span<const double> values) {
  std::vector<double> out(values.begin(), values.end());
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<double> shifted(const std::vector<double>& values, double by) {
  std::vector<double> out;
  for (const double x : values) out.push_back(x + by);
  return out;
}

// A value to subtract from all, which far from zero keeps the digits of a difference of means: the smallest where all
// are within a factor of two of each other, as such subtractions are exact (Sterbenz), else none.
double exact_origin(const Samples& samples) {
  const double low = std::min(samples[0].front(), samples[1].front());
  const double high = std::max(samples[0].back(), samples[1].back());
  const bool close = low > 0.0 ? high <= 2.0 * low : high < 0.0 && low >= 2.0 * high;
  return close ? low : 0.0;
}

// Means, less the origin, and standard deviations; values whose squares overflow or vanish are refused.
std::array<Summary, 2> describe_samples(Comparison& out, const Samples& samples) {
  const double origin = exact_origin(samples);
  std::array<Summary, 2> summaries;
  for (std::size_t i = 0; i < 2; ++i) {
    summaries[i] = summarise(shifted(samples[i], -origin));
    if (!std::isfinite(summaries[i].variance))
      throw analysis_error("values are so large that their squares overflow; use another unit");
    if (summaries[i].variance == 0.0 && samples[i].front() != samples[i].back())
      throw analysis_error("values differ by so little that their squares vanish; use another unit");
    out.n[i] = static_cast<std::int64_t>(summaries[i].n);
    out.mean[i] = summaries[i].mean + origin;
    out.sd[i] = summaries[i].sd();
  }
  return summaries;
}

// Variation that is rounding of the means is none.
void check_variation(const Comparison& c, double standard_error) {
  constexpr double kRounding = 10.0 * 2.220446049250313e-16;
  if (standard_error <= kRounding * std::max(std::abs(c.mean[0]), std::abs(c.mean[1])))
    throw analysis_error(fmt::format("the values do not vary ({} has mean {}, {} has mean {}); a test needs an error",
                                     in_quotes(c.levels[0]), format_double(c.mean[0]), in_quotes(c.levels[1]),
                                     format_double(c.mean[1])));
}

// t, p, interval and the two one-sided tests of an estimate with its standard error.
void set_t_test(Comparison& out, double standard_error, double df, std::optional<double> bound) {
  out.t = out.estimate / standard_error;
  out.df = df;
  out.p = student_t_two_sided(*out.t, df);
  const auto around = [&](double tail) {
    const double reach = student_t_quantile(1.0 - tail, df) * standard_error;
    return Interval{out.estimate - reach, out.estimate + reach};
  };
  out.interval = around(0.5 * (1.0 - out.confidence));
  if (!bound) return;
  Equivalence e;
  e.bound = *bound;
  e.t_lower = (out.estimate + *bound) / standard_error;
  e.t_upper = (out.estimate - *bound) / standard_error;
  e.p_lower = student_t_upper(*e.t_lower, df);
  e.p_upper = student_t_lower(*e.t_upper, df);
  e.interval = around(1.0 - out.confidence);
  out.equivalence = e;
}

void set_bayes_factor(Comparison& out, double t, double df, double effective_n) {
  out.log_bf10 = log_jzs_bayes_factor(t, df, effective_n, out.r_scale);
  out.bf10 = std::exp(*out.log_bf10);
}

void set_rank_test(Comparison& out, const RankTest& test) {
  out.z = test.z;
  out.p = test.p;
  out.p_exact = test.p_exact;
  out.rank_biserial = test.rank_biserial;
  out.estimate = test.shift;
  out.interval = test.interval;
}

std::optional<double> bound_of(const CompareOptions& options, double sd) {
  if (!options.smallest_effect) return std::nullopt;
  const double bound = options.smallest_effect->size * (options.smallest_effect->standardised ? sd : 1.0);
  if (!(bound > 0.0)) throw analysis_error("the smallest effect in standard deviations is 0: the values do not vary");
  return bound;
}

// Rank tests of the data moved by the bound either way (Wellek 2010, as signed and unsigned rank forms).
template <class Test>
Equivalence rank_equivalence(const std::vector<double>& values, double bound, double confidence, const Test& test) {
  Equivalence e;
  e.bound = bound;
  e.p_lower = test(shifted(values, bound), confidence).p_greater;
  e.p_upper = test(shifted(values, -bound), confidence).p_less;
  e.interval = test(values, 2.0 * confidence - 1.0).interval;
  return e;
}

PermutationOptions permutation_options(const CompareOptions& options) {
  return {options.permutations, options.seed, options.threads};
}

void compare_means(Comparison& out, const Samples& samples, const CompareOptions& options) {
  const auto [a, b] = describe_samples(out, samples);
  const auto n_a = static_cast<double>(a.n), n_b = static_cast<double>(b.n);
  const double pooled = pooled_sd(a, b), pooled_df = n_a + n_b - 2.0;
  const double va = a.variance / n_a, vb = b.variance / n_b;
  const bool welch = out.test == CompareTest::welch;
  const double error = welch ? std::sqrt(va + vb) : pooled * std::sqrt(1.0 / n_a + 1.0 / n_b);
  check_variation(out, error);
  // Welch-Satterthwaite from the shares of the variance, which neither overflow nor vanish.
  const double share_a = va / (va + vb), share_b = vb / (va + vb);
  const double welch_df = 1.0 / (share_a * share_a / (n_a - 1.0) + share_b * share_b / (n_b - 1.0));
  out.estimate = a.mean - b.mean;
  set_t_test(out, error, welch ? welch_df : pooled_df, bound_of(options, pooled));
  const double effective_n = n_a * n_b / (n_a + n_b);
  out.d = cohens_d(a, b, out.confidence, options.compat);
  out.g = hedges_g(*out.d, pooled_df);
  set_bayes_factor(out, out.d->value * std::sqrt(effective_n), pooled_df, effective_n);
  if (options.permutations > 0)
    out.permutation =
        permute_groups(samples[0], samples[1], welch ? GroupStatistic::welch_t : GroupStatistic::mean_difference,
                       permutation_options(options));
}

void compare_ranks(Comparison& out, const Samples& samples, const CompareOptions& options) {
  const auto [a, b] = describe_samples(out, samples);
  const RankTest test = mann_whitney(samples[0], samples[1], out.confidence);
  set_rank_test(out, test);
  out.u = test.statistic;
  const auto against_b = [&](const std::vector<double>& values, double confidence) {
    return mann_whitney(values, samples[1], confidence);
  };
  if (const auto bound = bound_of(options, pooled_sd(a, b)))
    out.equivalence = rank_equivalence(samples[0], *bound, out.confidence, against_b);
  if (options.permutations == 0) return;
  std::vector<double> all = samples[0];
  all.insert(all.end(), samples[1].begin(), samples[1].end());
  const std::vector<double> ranks = midranks(all).ranks;
  const std::span<const double> view(ranks);
  out.permutation = permute_groups(view.first(samples[0].size()), view.subspan(samples[0].size()),
                                   GroupStatistic::mean_difference, permutation_options(options));
}

void compare_pair_means(Comparison& out, const std::vector<double>& differences, const CompareOptions& options) {
  const Summary d = summarise(differences);
  const auto n = static_cast<double>(d.n);
  const double error = d.sd() / std::sqrt(n);
  check_variation(out, error);
  out.estimate = d.mean;
  set_t_test(out, error, n - 1.0, bound_of(options, d.sd()));
  out.d = cohens_dz(d, out.confidence, options.compat);
  if (d.n > 2) out.g = hedges_g(*out.d, n - 1.0);
  set_bayes_factor(out, *out.t, n - 1.0, n);
  if (options.permutations > 0) out.permutation = permute_signs(differences, permutation_options(options));
}

void compare_pair_ranks(Comparison& out, const std::vector<double>& differences, const CompareOptions& options) {
  const RankTest test = signed_rank(differences, out.confidence);
  set_rank_test(out, test);
  out.v = test.statistic;
  if (const auto bound = bound_of(options, summarise(differences).sd()))
    out.equivalence = rank_equivalence(differences, *bound, out.confidence, signed_rank);
  if (options.permutations == 0) return;
  std::vector<double> sizes, signed_ranks;
  for (const double d : differences)
    if (d != 0.0) sizes.push_back(std::abs(d));
  const std::vector<double> ranks = midranks(sizes).ranks;
  for (const double d : differences)
    if (d != 0.0) signed_ranks.push_back(std::copysign(ranks[signed_ranks.size()], d));
  out.permutation = permute_signs(signed_ranks, permutation_options(options));
}

Comparison prepared(CompareTest test, const CompareOptions& options) {
  check_options(options);
  Comparison out;
  out.test = test;
  out.levels = options.levels;
  out.confidence = options.confidence;
  out.r_scale = options.r_scale;
  out.compat = options.compat;
  return out;
}

}  // namespace

std::string name_of(CompareTest test) {
  switch (test) {
    case CompareTest::welch:
      return "welch";
    case CompareTest::student:
      return "student";
    case CompareTest::mann_whitney:
      return "mann-whitney";
    case CompareTest::paired_t:
      return "paired-t";
    case CompareTest::signed_rank:
      return "signed-rank";
  }
  return "";
}

Comparison compare_groups(std::span<const double> a, std::span<const double> b, const CompareOptions& options) {
  if (options.test == CompareTest::signed_rank || options.test == CompareTest::paired_t)
    throw usage_error(fmt::format("the {} test compares pairs; say what pairs them", name_of(options.test)));
  check_values(a, options.levels[0]);
  check_values(b, options.levels[1]);
  Comparison out = prepared(options.test, options);
  const Samples samples{sorted(a), sorted(b)};
  if (options.test == CompareTest::mann_whitney)
    compare_ranks(out, samples, options);
  else
    compare_means(out, samples, options);
  return out;
}

Comparison compare_pairs(std::span<const double> a, std::span<const double> b, const CompareOptions& options) {
  if (options.test == CompareTest::mann_whitney)
    throw usage_error("the mann-whitney test compares independent groups; use signed-rank for pairs");
  if (a.size() != b.size())
    throw Error(Fault::internal, fmt::format("{} values of A paired with {} of B", a.size(), b.size()));
  check_values(a, options.levels[0]);
  check_values(b, options.levels[1]);
  const bool ranks = options.test == CompareTest::signed_rank;
  Comparison out = prepared(ranks ? CompareTest::signed_rank : CompareTest::paired_t, options);
  describe_samples(out, {sorted(a), sorted(b)});
  std::vector<double> differences;
  for (std::size_t i = 0; i < a.size(); ++i) differences.push_back(a[i] - b[i]);
  std::sort(differences.begin(), differences.end());
  if (ranks)
    compare_pair_ranks(out, differences, options);
  else
    compare_pair_means(out, differences, options);
  return out;
}

}  // namespace attune::stats
