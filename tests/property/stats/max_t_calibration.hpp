#pragma once

#include <algorithm>
#include <cmath>

#include "attune/stats/max_t.hpp"
#include "attune/stats/p_adjust.hpp"
#include "outcome_calibration.hpp"

namespace attune::test {

/// Null studies of correlated measures in two groups of people.
struct NullFamily {
  std::size_t n_a = 10, n_b = 10, measures = 20;
  double correlation = 0.5;
  double sd_a = 1.0;     ///< of group A; that of B is 1
  double missing = 0.0;  ///< share of values
  bool paired = false;   ///< differences within people instead of groups
  bool skewed = false;   ///< exponential instead of normal
};

inline stats::PeopleByMeasure drawn_family(parallel::Stream& stream, const NullFamily& f) {
  stats::PeopleByMeasure out{f.n_a + (f.paired ? 0 : f.n_b), f.measures, {}};
  const auto drawn = [&] { return f.skewed ? -std::log1p(-stream.uniform()) - 1.0 : stream.normal(); };
  for (std::size_t i = 0; i < out.people; ++i) {
    const double own = std::sqrt(f.correlation) * drawn();
    for (std::size_t m = 0; m < f.measures; ++m) {
      const double value = (own + std::sqrt(1.0 - f.correlation) * drawn()) * (i < f.n_a ? f.sd_a : 1.0);
      out.values.push_back(stream.uniform() < f.missing ? std::nan("") : value);
    }
  }
  return out;
}

/// Share of studies in which any of the measures, all null, has an adjusted p below 0.05.
inline double family_wise_error(std::size_t studies, const NullFamily& f, std::int64_t permutations) {
  return share_of_drawn(studies, [&](parallel::Stream& stream) {
    const stats::PeopleByMeasure family = drawn_family(stream, f);
    const stats::PermutationOptions options{permutations, {stream()}, {1}};
    std::vector<bool> in_a(family.people);
    for (std::size_t i = 0; i < f.n_a; ++i) in_a[i] = true;
    const stats::MaxT result = f.paired ? stats::max_t_signs(family, options)
                                        : stats::max_t_groups(family, in_a, stats::GroupStatistic::welch_t, options);
    return *std::min_element(result.p.begin(), result.p.end()) <= 0.05;
  });
}

}  // namespace attune::test
