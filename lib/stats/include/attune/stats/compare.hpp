#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/stats/bayes_factor.hpp"
#include "attune/stats/effect_size.hpp"
#include "attune/stats/permutation.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/record.hpp"

namespace attune::stats {

/// How two groups or two conditions are compared. `paired_t` and `signed_rank` are for pairs.
enum class CompareTest { welch, student, mann_whitney, paired_t, signed_rank };
std::string name_of(CompareTest test);

struct CompareOptions {
  std::array<std::string, 2> levels{"A", "B"};  ///< names of the groups or conditions, for the result and messages
  CompareTest test = CompareTest::welch;
  double confidence = 0.95;                       ///< of every interval
  double r_scale = kCauchyScale;                  ///< width of the Cauchy prior of the Bayes factor
  Compat compat = Compat::none;                   ///< whose ends of the intervals of d and g
  std::optional<SmallestEffect> smallest_effect;  ///< asks for two one-sided tests against it
  std::int64_t permutations = 0;                  ///< 0: no permutation p
  parallel::Seed seed;
  parallel::Threads threads;
};

/// Two one-sided tests (Schuirmann 1987) of the estimate against -bound and +bound, in units of the value. The interval
/// has confidence 1 - 2 alpha with alpha = 1 - confidence (90 % beside 95 %): inside the bounds is equivalence.
struct Equivalence {
  double bound = 0.0;
  std::optional<double> t_lower, t_upper;  ///< absent for rank tests
  double p_lower = 1.0;                    ///< H0: difference <= -bound
  double p_upper = 1.0;                    ///< H0: difference >= +bound
  Interval interval;
  double p() const { return p_lower > p_upper ? p_lower : p_upper; }
};

/// Evidence about A - B in one row. What does not apply to the test is absent.
struct Comparison {
  CompareTest test = CompareTest::welch;
  std::array<std::string, 2> levels{"A", "B"};
  std::array<std::int64_t, 2> n{};
  std::array<double, 2> mean{}, sd{};
  double estimate = 0.0;  ///< mean A - mean B; the Hodges-Lehmann shift for rank tests
  Interval interval;      ///< of the estimate
  std::optional<double> t, df;
  std::optional<double> z, u, v, rank_biserial, p_exact;  ///< rank tests; see RankTest
  double p = 1.0;                                         ///< two-sided
  std::optional<EffectSize> d, g;                         ///< with the pooled SD, or the SD of the differences
  std::optional<double> bf10, log_bf10;                   ///< JZS; bf10 is infinite beyond 1e308
  double r_scale = kCauchyScale;
  Compat compat = Compat::none;
  std::optional<Equivalence> equivalence;
  std::optional<PermutationResult> permutation;
  double confidence = 0.95;
  Warnings warnings;
};

/// Compares two independent groups: Welch (1947) by default, Student's pooled t or Mann-Whitney. Needs two finite
/// values a group and some variation, else an analysis error that says what is there. The order of values does not
/// change a bit of the answer. A test for pairs is a usage error.
Comparison compare_groups(std::span<const double> a, std::span<const double> b, const CompareOptions& options = {});

/// Compares a[i] with b[i] within pair i: paired t (also for `welch` and `student`) or signed ranks. Values must be
/// finite and the spans of one length; `mann_whitney` is a usage error.
Comparison compare_pairs(std::span<const double> a, std::span<const double> b, const CompareOptions& options = {});

/// The fields of `attune compare` in their order: lists n, mean, sd in the order of the levels; absent where they do
/// not apply.
Record to_record(const Comparison& comparison);
/// Meaning of every column `to_record` can give, for the JSON sidecar.
std::vector<ColumnMeaning> comparison_meanings();

}  // namespace attune::stats
