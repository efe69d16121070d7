#pragma once

#include <cmath>
#include <vector>

#include "attune/parallel/chunks.hpp"
#include "attune/parallel/stream.hpp"
#include "attune/stats/compare.hpp"
#include "attune/stats/correlate.hpp"
#include "attune/stats/f_distribution.hpp"

namespace attune::test {

/// Share of `studies` for which `event(stream)` holds; study i draws from Stream(seed, i).
template <class Event>
double simulated_share(std::size_t studies, const Event& event) {
  const double count = parallel::sum(studies, 100, {}, [&](std::size_t begin, std::size_t end) {
    double hits = 0.0;
    for (std::size_t i = begin; i < end; ++i) {
      parallel::Stream stream({1988}, i);
      hits += event(stream) ? 1.0 : 0.0;
    }
    return hits;
  });
  return count / static_cast<double>(studies);
}

inline std::vector<double> normals(parallel::Stream& stream, std::size_t n, double mean, double sd) {
  std::vector<double> out(n);
  for (double& x : out) x = mean + sd * stream.normal();
  return out;
}

/// A correlation of n pairs whose true value is rho is significant.
inline bool finds_correlation(parallel::Stream& stream, std::size_t n, double rho) {
  std::vector<double> x = normals(stream, n, 0.0, 1.0), y(n);
  for (std::size_t i = 0; i < n; ++i) y[i] = rho * x[i] + std::sqrt(1.0 - rho * rho) * stream.normal();
  return stats::correlate(x, y).p < 0.05;
}

/// The pooled z test finds a difference of two proportions.
inline bool finds_proportions(parallel::Stream& stream, std::size_t n, double a, double b) {
  const auto size = static_cast<double>(n);
  double in_a = 0.0, in_b = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    in_a += stream.uniform() < a ? 1.0 : 0.0;
    in_b += stream.uniform() < b ? 1.0 : 0.0;
  }
  const double pooled = (in_a + in_b) / (2.0 * size);
  const double z = (in_b - in_a) / size / std::sqrt(2.0 * pooled * (1.0 - pooled) / size);
  return stats::normal_two_sided(z) < 0.05;
}

/// The F test of a one-way ANOVA with the given means and SD 1 is significant.
inline bool finds_groups(parallel::Stream& stream, std::size_t n, const std::vector<double>& means) {
  double within = 0.0;
  std::vector<double> found;
  for (const double mean : means) {
    const stats::Summary group = stats::summarise(normals(stream, n, mean, 1.0));
    within += group.variance * static_cast<double>(n - 1);
    found.push_back(group.mean);
  }
  const double df = static_cast<double>(means.size() * (n - 1)), groups = static_cast<double>(means.size()) - 1.0;
  const double f = static_cast<double>(n) * stats::summarise(found).variance / (within / df);
  return stats::f_upper(f, groups, df) < 0.05;
}

}  // namespace attune::test
