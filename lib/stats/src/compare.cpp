#include "attune/stats/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "attune/base/number_text.hpp"
#include "attune/stats/bootstrap.hpp"
#include "compare_parts.hpp"

namespace attune::stats {
namespace {

void check_options(const CompareOptions& options) {
  if (!(options.confidence > 0.5 && options.confidence < 1.0))
    throw usage_error(fmt::format("confidence is {}; expected above 0.5 and below 1", options.confidence));
  if (!(options.r_scale >= 0.001 && options.r_scale <= 1000.0))
    throw usage_error(fmt::format("the prior scale is {}; expected 0.001 to 1000", options.r_scale));
  if (options.permutations < 0) throw usage_error("permutations must not be negative");
  if (!(options.trim >= 0.0 && options.trim < 0.5))
    throw usage_error(
        fmt::format("the share trimmed at either end is {}; expected 0 or more and below 0.5", options.trim));
  check_bootstrap(options.bootstrap, options.confidence);
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

Comparison prepared(CompareTest test, const CompareOptions& options) {
  check_options(options);
  Comparison out;
  out.test = test;
  out.levels = options.levels;
  out.confidence = options.confidence;
  out.r_scale = options.r_scale;
  out.compat = options.compat;
  out.alternative = options.alternative;
  out.in_blocks = options.blocks.has_value();
  out.smallest_effect = options.smallest_effect;
  return out;
}

// The permutation and the bootstrap, and what only they know.
void set_resampled(Comparison& out, std::span<const double> a, std::span<const double> b,
                   const CompareOptions& options) {
  if (options.permutations > 0) set_permutation(out, a, b, options);
  if (options.bootstrap > 0) set_bootstrap(out, a, b, options);
  if (options.blocks)
    out.warnings.push_back(
        fmt::format("p and the intervals{}{} take every {} as independent; of the blocks only p_perm and the bootstrap "
                    "know",
                    out.bf10 ? ", bf10" : "", options.smallest_effect ? ", the equivalence tests" : "",
                    is_paired(out.test) ? "pair" : "value"));
}

CompareTest paired_test(CompareTest test) {
  if (test == CompareTest::signed_rank) return test;
  return test == CompareTest::yuen || test == CompareTest::paired_yuen ? CompareTest::paired_yuen
                                                                       : CompareTest::paired_t;
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
    case CompareTest::yuen:
      return "yuen";
    case CompareTest::paired_yuen:
      return "paired-yuen";
  }
  return "";
}

bool is_paired(CompareTest test) {
  return test == CompareTest::paired_t || test == CompareTest::signed_rank || test == CompareTest::paired_yuen;
}

Comparison compare_groups(std::span<const double> a, std::span<const double> b, const CompareOptions& options) {
  if (is_paired(options.test))
    throw usage_error(fmt::format("the {} test compares pairs; say what pairs them", name_of(options.test)));
  check_values(a, options.levels[0]);
  check_values(b, options.levels[1]);
  Comparison out = prepared(options.test, options);
  const Samples samples{sorted(a), sorted(b)};
  if (options.test == CompareTest::mann_whitney)
    compare_ranks(out, samples, options);
  else if (options.test == CompareTest::yuen)
    compare_trimmed(out, samples, options);
  else
    compare_means(out, samples, options);
  set_resampled(out, a, b, options);
  return out;
}

Comparison compare_pairs(std::span<const double> a, std::span<const double> b, const CompareOptions& options) {
  if (options.test == CompareTest::mann_whitney)
    throw usage_error("the mann-whitney test compares independent groups; use signed-rank for pairs");
  if (a.size() != b.size())
    throw Error(Fault::internal, fmt::format("{} values of A paired with {} of B", a.size(), b.size()));
  check_values(a, options.levels[0]);
  check_values(b, options.levels[1]);
  Comparison out = prepared(paired_test(options.test), options);
  describe_samples(out, {sorted(a), sorted(b)});
  std::vector<double> differences;
  for (std::size_t i = 0; i < a.size(); ++i) differences.push_back(a[i] - b[i]);
  std::sort(differences.begin(), differences.end());
  if (out.test == CompareTest::signed_rank)
    compare_pair_ranks(out, differences, options);
  else if (out.test == CompareTest::paired_yuen)
    compare_pair_trimmed(out, a, b, options);
  else
    compare_pair_means(out, differences, options);
  set_resampled(out, a, b, options);
  return out;
}

}  // namespace attune::stats
