#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "attune/parallel/chunks.hpp"
#include "attune/parallel/stream.hpp"
#include "attune/stats/correlate.hpp"

namespace attune::test {

/// x and y that have nothing in common but the given columns.
struct NullPartial {
  std::size_t n = 20, given = 1;
  bool skewed = false;  ///< noise and given columns are exponential instead of normal
  stats::CorrelationMethod method = stats::CorrelationMethod::pearson;
  double weight = 1.0;  ///< of each given column in x and y, whose noise has SD 1
};

/// Share of `studies` simulated partial correlations for which `event` holds. Study i draws from Stream(seed, i).
template <class Event>
double share_of_partials(const NullPartial& truth, std::size_t studies, std::int64_t permutations, const Event& event) {
  const double count = parallel::sum(studies, 50, {}, [&](std::size_t begin, std::size_t end) {
    double hits = 0.0;
    for (std::size_t study = begin; study < end; ++study) {
      parallel::Stream stream({1983}, study);
      const auto draw = [&] { return truth.skewed ? -std::log1p(-stream.uniform()) - 1.0 : stream.normal(); };
      std::vector<std::vector<double>> given(truth.given, std::vector<double>(truth.n));
      std::vector<double> x(truth.n), y(truth.n);
      for (std::size_t i = 0; i < truth.n; ++i) {
        x[i] = draw();
        y[i] = draw();
        for (auto& column : given) {
          column[i] = draw();
          x[i] += truth.weight * column[i];
          y[i] += truth.weight * column[i];
        }
      }
      stats::CorrelateOptions options;
      options.method = truth.method;
      options.permutations = permutations;
      options.seed = parallel::derive({2014}, study);
      options.threads = {1};
      try {
        hits += event(stats::correlate(x, y, given, options)) ? 1.0 : 0.0;
      } catch (const Error&) {
        // The ranks of x are those of the given column once in some thousand small studies: no answer, no rejection.
      }
    }
    return hits;
  });
  return count / static_cast<double>(studies);
}

inline bool is_partial_by_permutation(const stats::Correlation& c) { return c.permutation->p <= 0.05; }

}  // namespace attune::test
