#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "attune/parallel/chunks.hpp"
#include "attune/parallel/stream.hpp"
#include "attune/stats/compare.hpp"

namespace attune::test {

/// Two groups of normal values whose truth is known.
struct TwoGroups {
  std::size_t n_a = 12, n_b = 12;
  double mean_a = 0.0, mean_b = 0.0, sd_a = 1.0, sd_b = 1.0;
};

/// Share of `studies` simulated comparisons for which `event` holds. Study i draws from Stream(seed, i).
template <class Event>
double share_of_studies(const TwoGroups& truth, std::size_t studies, const stats::CompareOptions& options,
                        const Event& event) {
  const double count = parallel::sum(studies, 50, {}, [&](std::size_t begin, std::size_t end) {
    double hits = 0.0;
    for (std::size_t study = begin; study < end; ++study) {
      parallel::Stream stream({1947}, study);
      std::vector<double> a(truth.n_a), b(truth.n_b);
      for (double& x : a) x = truth.mean_a + truth.sd_a * stream.normal();
      for (double& x : b) x = truth.mean_b + truth.sd_b * stream.normal();
      stats::CompareOptions own = options;
      own.seed = parallel::derive({1969}, study);
      own.threads = {1};
      hits += event(stats::compare_groups(a, b, own)) ? 1.0 : 0.0;
    }
    return hits;
  });
  return count / static_cast<double>(studies);
}

/// Four standard errors of a share of `studies` whose truth is `share`: a sound method is outside once in 16,000 runs.
inline double four_standard_errors(double share, std::size_t studies) {
  return 4.0 * std::sqrt(share * (1.0 - share) / static_cast<double>(studies));
}

/// The small group varies twice as much: where the pooled t goes wrong.
inline TwoGroups unequal() { return {10, 30, 0.0, 0.0, 2.0, 1.0}; }

inline bool is_significant(const stats::Comparison& c) { return c.p < 0.05; }
inline bool is_significant_by_permutation(const stats::Comparison& c) { return c.permutation->p <= 0.05; }
inline bool is_equivalent(const stats::Comparison& c) { return c.equivalence->p() < 0.05; }

inline stats::CompareOptions options_for(stats::CompareTest test) {
  stats::CompareOptions options;
  options.test = test;
  return options;
}

}  // namespace attune::test
