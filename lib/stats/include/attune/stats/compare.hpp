#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/stats/alternative.hpp"
#include "attune/stats/bayes_factor.hpp"
#include "attune/stats/bootstrap.hpp"
#include "attune/stats/effect_size.hpp"
#include "attune/stats/evidence.hpp"
#include "attune/stats/exchange.hpp"
#include "attune/stats/permutation.hpp"
#include "attune/stats/trimmed.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/record.hpp"

namespace attune::stats {

/// How two groups or two conditions are compared. `paired_t`, `signed_rank` and `paired_yuen` are for pairs.
enum class CompareTest { welch, student, mann_whitney, paired_t, signed_rank, yuen, paired_yuen };
std::string name_of(CompareTest test);

struct CompareOptions {
  std::array<std::string, 2> levels{"A", "B"};  ///< names of the groups or conditions, for the result and messages
  CompareTest test = CompareTest::welch;
  double confidence = 0.95;                          ///< of every interval
  double r_scale = kCauchyScale;                     ///< width of the Cauchy prior of the Bayes factor
  Compat compat = Compat::none;                      ///< whose ends of the intervals of d and g
  std::optional<SmallestEffect> smallest_effect;     ///< asks for two one-sided tests against it
  Alternative alternative = Alternative::two_sided;  ///< of p, p_perm and the Bayes factor; intervals stay two-sided
  double trim = kTrim;                               ///< share cut at either end by Yuen's tests
  bool sensitivity = false;                          ///< the Bayes factor under other widths of its prior
  std::int64_t permutations = 0;                     ///< 0: no permutation p
  std::int64_t bootstrap = 0;                        ///< draws of the bootstrap; 0: none
  std::optional<ExchangeBlocks> blocks{};  ///< beside the values: what permutation and bootstrap keep together
  parallel::Seed seed;
  parallel::Threads threads;
};

/// What trimming left of both samples.
struct TrimmedSamples {
  double trim = kTrim;
  std::array<std::int64_t, 2> kept{};
  std::array<double, 2> mean{}, winsorised_sd{};
};

/// Evidence about A - B in one row. What does not apply to the test is absent.
struct Comparison {
  CompareTest test = CompareTest::welch;
  std::array<std::string, 2> levels{"A", "B"};
  std::array<std::int64_t, 2> n{};
  std::array<double, 2> mean{}, sd{};
  double estimate = 0.0;  ///< mean A - mean B (trimmed means for Yuen's tests); the Hodges-Lehmann shift for rank tests
  Interval interval;      ///< of the estimate
  std::optional<double> t, df;
  std::optional<double> z, u, v, rank_biserial, p_exact;  ///< rank tests; see RankTest
  Alternative alternative = Alternative::two_sided;
  double p = 1.0;                         ///< for the alternative
  std::optional<TrimmedSamples> trimmed;  ///< Yuen's tests
  /// Yuen's tests: estimate over the pooled Winsorised SD made that of normal values (Algina, Keselman & Penfield
  /// 2005).
  std::optional<double> d_robust;
  double correction = 1.0;               ///< J: g / d
  std::optional<EffectSize> d, g;        ///< with the pooled SD, or the SD of the differences
  std::optional<double> bf10, log_bf10;  ///< JZS; bf10 is infinite beyond 1e308
  double r_scale = kCauchyScale;
  Compat compat = Compat::none;
  std::vector<PriorWidth> sensitivity;
  std::optional<SmallestEffect> smallest_effect;  ///< as it was asked for
  std::optional<Equivalence> equivalence;
  std::optional<PermutationResult> permutation;
  bool in_blocks = false;                    ///< values of one block are not independent of each other
  std::optional<BlockCount> blocks;          ///< of the permutation
  std::optional<double> block_estimate;      ///< within blocks: what the permutation tests, see BlockPermutation
  std::optional<BootstrapResult> bootstrap;  ///< of the estimate, and of d or d_robust
  double confidence = 0.95;
  Warnings warnings;
};

/// Compares two independent groups: Welch (1947) by default, Student's pooled t, Mann-Whitney or Yuen (1974). Needs two
/// finite values a group and some variation, else an analysis error that says what is there. The order of values does
/// not change a bit of the answer. A test for pairs is a usage error.
Comparison compare_groups(std::span<const double> a, std::span<const double> b, const CompareOptions& options = {});

/// Compares a[i] with b[i] within pair i: paired t (also for `welch` and `student`), signed ranks or Yuen's test for
/// dependent groups (for `yuen`). Values must be finite and the spans of one length; `mann_whitney` is a usage error.
Comparison compare_pairs(std::span<const double> a, std::span<const double> b, const CompareOptions& options = {});

/// The fields of `attune compare` in their order: lists n, mean, sd in the order of the levels; absent where they do
/// not apply.
Record to_record(const Comparison& comparison);
/// Meaning of every column `to_record` can give, for the JSON sidecar.
std::vector<ColumnMeaning> comparison_meanings();

}  // namespace attune::stats
