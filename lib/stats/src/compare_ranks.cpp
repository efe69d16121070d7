#include "attune/stats/rank_test.hpp"
#include "compare_parts.hpp"

namespace attune::stats {
namespace {

void set_rank_test(Comparison& out, const RankTest& test) {
  out.z = test.z;
  const bool greater = out.alternative == Alternative::greater;
  const bool both = out.alternative == Alternative::two_sided;
  out.p = both ? test.p : greater ? test.p_greater : test.p_less;
  out.p_exact = both ? test.p_exact : greater ? test.p_exact_greater : test.p_exact_less;
  out.rank_biserial = test.rank_biserial;
  out.estimate = test.shift;
  out.interval = test.interval;
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

}  // namespace

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
}

void compare_pair_ranks(Comparison& out, const std::vector<double>& differences, const CompareOptions& options) {
  const RankTest test = signed_rank(differences, out.confidence);
  set_rank_test(out, test);
  out.v = test.statistic;
  if (const auto bound = bound_of(options, summarise(differences).sd()))
    out.equivalence = rank_equivalence(differences, *bound, out.confidence, signed_rank);
}

}  // namespace attune::stats
