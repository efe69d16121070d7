#include "attune/stats/permutation_count.hpp"

#include <fmt/format.h>

#include <limits>

#include "attune/base/error.hpp"

namespace attune::stats {

void check_permutations(const PermutationOptions& options) {
  if (options.permutations < 1 || options.permutations > kMostPermutations)
    throw usage_error(fmt::format("{} permutations; expected 1 to {}", options.permutations, kMostPermutations));
}

PermutationResult sampled(const PermutationOptions& options,
                          const std::function<std::int64_t(std::size_t begin, std::size_t end)>& extremes) {
  constexpr std::size_t kChunk = 512;  // permutations per piece of work: a multiple of the lanes of the kernel
  const auto m = static_cast<std::size_t>(options.permutations);
  const double count = parallel::sum(m, kChunk, options.threads, [&](std::size_t begin, std::size_t end) {
    return static_cast<double>(extremes(begin, end));
  });
  return {(count + 1.0) / (static_cast<double>(m) + 1.0), options.permutations, false};
}

PermutationResult enumerated(std::int64_t extremes, std::int64_t total) {
  return {static_cast<double>(extremes) / static_cast<double>(total), total, true};
}

std::int64_t choose_up_to(std::size_t n, std::size_t k, std::int64_t limit) {
  double ways = 1.0;
  for (std::size_t i = 1; i <= k; ++i) {
    ways = std::round(ways * static_cast<double>(n - k + i) / static_cast<double>(i));
    if (ways > static_cast<double>(limit)) return limit < std::numeric_limits<std::int64_t>::max() ? limit + 1 : limit;
  }
  return static_cast<std::int64_t>(ways);
}

}  // namespace attune::stats
