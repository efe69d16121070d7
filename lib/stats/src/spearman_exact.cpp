#include "spearman_exact.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <numeric>
#include <vector>

namespace attune::stats {

// rho is linear in the sum of products of ranks, which is a whole number: nothing is rounded.
double spearman_exact(std::span<const double> x, std::span<const double> y, Alternative alternative) {
  const auto n = static_cast<std::int64_t>(x.size());
  const std::int64_t four_means = n * (n + 1) * (n + 1);
  std::int64_t observed = 0;
  for (std::size_t i = 0; i < x.size(); ++i) observed += std::llround(x[i]) * std::llround(y[i]);
  const auto evidence = [&](std::int64_t products) {
    const std::int64_t deviation = 4 * products - four_means;
    return alternative == Alternative::two_sided ? std::abs(deviation)
           : alternative == Alternative::greater ? deviation
                                                 : -deviation;
  };
  const std::int64_t reach = evidence(observed);
  std::vector<std::int64_t> ranks(x.size());
  std::iota(ranks.begin(), ranks.end(), std::int64_t{1});
  std::int64_t as_far = 0, all = 0;
  do {
    std::int64_t products = 0;
    for (std::size_t i = 0; i < ranks.size(); ++i) products += static_cast<std::int64_t>(i + 1) * ranks[i];
    as_far += evidence(products) >= reach ? 1 : 0;
    ++all;
  } while (std::next_permutation(ranks.begin(), ranks.end()));
  return static_cast<double>(as_far) / static_cast<double>(all);
}

}  // namespace attune::stats
