#include "stratified_shuffles.hpp"

#include <algorithm>
#include <numeric>

#include "attune/stats/permutation_count.hpp"

namespace attune::stats {
namespace {

using Order = std::vector<std::size_t>;

// Orders of all strata, or a number beyond the limit when there are more.
std::int64_t count_orders(const ShuffledUnits& units, std::int64_t limit) {
  double ways = 1.0;
  for (const std::size_t size : units.stratum_sizes)
    for (std::size_t i = 2; i <= size; ++i) {
      ways *= static_cast<double>(i);
      if (ways > static_cast<double>(limit)) return limit + 1;
    }
  return static_cast<std::int64_t>(ways);
}

bool advance(Order& order, const ShuffledUnits& units) {
  auto begin = order.begin();
  for (const std::size_t size : units.stratum_sizes) {
    const auto end = begin + static_cast<std::ptrdiff_t>(size);
    if (std::next_permutation(begin, end)) return true;
    begin = end;
  }
  return false;
}

}  // namespace

PermutationResult permute_units(std::span<const double> x, std::span<const double> y, const ShuffledUnits& units,
                                const PairStatistic& statistic, const PermutationOptions& options) {
  check_permutations(options);
  Order identity(y.size() / units.unit_size);
  std::iota(identity.begin(), identity.end(), std::size_t{0});
  const auto evidence = [&](const Order& order, std::vector<double>& scratch) {
    for (std::size_t u = 0; u < order.size(); ++u)
      for (std::size_t j = 0; j < units.unit_size; ++j)
        scratch[u * units.unit_size + j] = y[order[u] * units.unit_size + j];
    return towards(options.alternative, statistic(x, scratch));
  };
  std::vector<double> arranged(y.size());
  const double threshold = with_tie(evidence(identity, arranged));
  const std::int64_t ways = count_orders(units, options.permutations);
  if (ways <= options.permutations) {
    std::int64_t extremes = 0;
    Order order = identity;
    do {
      extremes += evidence(order, arranged) >= threshold ? 1 : 0;
    } while (advance(order, units));
    return enumerated(extremes, ways);
  }
  return sampled(options, [&](std::size_t begin, std::size_t end) {
    std::int64_t extremes = 0;
    std::vector<double> scratch(y.size());
    for (std::size_t item = begin; item < end; ++item) {
      parallel::Stream stream(options.seed, item);
      Order order = identity;
      std::size_t first = 0;
      for (const std::size_t size : units.stratum_sizes) {
        parallel::shuffle(std::span(order).subspan(first, size), stream);
        first += size;
      }
      extremes += evidence(order, scratch) >= threshold ? 1 : 0;
    }
    return extremes;
  });
}

}  // namespace attune::stats
