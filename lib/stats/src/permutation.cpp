#include "attune/stats/permutation.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/stats/permutation_count.hpp"
#include "attune/stats/summary.hpp"
#include "membership_kernel.hpp"

namespace attune::stats {
namespace {

// Decides from the sums of one group whether a split is as extreme as the observed one, without dividing by a variance
// that may be 0.
struct Split {
  double k = 0.0, rest = 0.0;         // sizes of the groups
  double total = 0.0, squares = 0.0;  // over all values
  bool studentised = true;
  Alternative alternative = Alternative::two_sided;  // of the first group less the rest
  double threshold = 0.0;

  double difference(double sum) const { return sum / k - (total - sum) / rest; }
  double scale(double sum, double square) const {
    if (!studentised) return 1.0;
    const double other = total - sum, other_square = squares - square;
    const double v = std::max(0.0, square - sum * sum / k) / (k - 1.0);
    const double w = std::max(0.0, other_square - other * other / rest) / (rest - 1.0);
    return v / k + w / rest;
  }
  double evidence(double sum) const {
    const double d = difference(sum);
    return towards(alternative, d * std::abs(d));
  }
  void observe(double sum, double square) { threshold = with_tie(evidence(sum) / scale(sum, square)); }
  bool is_extreme(double sum, double square) const { return evidence(sum) >= threshold * scale(sum, square); }
};

// Every subset of `k` of the values, in lexicographic order.
std::int64_t count_subsets(const std::vector<double>& values, std::size_t k, const Split& split) {
  std::vector<std::size_t> chosen(k);
  std::iota(chosen.begin(), chosen.end(), std::size_t{0});
  std::int64_t extremes = 0;
  while (true) {
    double sum = 0.0, square = 0.0;
    for (const std::size_t i : chosen) {
      sum += values[i];
      square += values[i] * values[i];
    }
    if (split.is_extreme(sum, square)) ++extremes;
    std::size_t last = k;
    while (last > 0 && chosen[last - 1] == values.size() - k + last - 1) --last;
    if (last == 0) return extremes;
    std::iota(chosen.begin() + static_cast<std::ptrdiff_t>(last) - 1, chosen.end(), chosen[last - 1] + 1);
  }
}

std::int64_t count_lanes(const Split& split, const MemberSums& sums, std::size_t lanes) {
  std::int64_t extremes = 0;
  for (std::size_t i = 0; i < lanes; ++i) extremes += split.is_extreme(sums.sum[i], sums.squares[i]) ? 1 : 0;
  return extremes;
}

// Subtracts the mean and divides by the standard deviation, so that tolerances mean the same for every unit.
std::vector<double> standardised(std::vector<double> values) {
  const Summary summary = summarise(values);
  const double sd = summary.sd();
  if (!(sd > 0.0)) throw analysis_error("every value is the same; there is nothing to permute");
  for (double& x : values) x = (x - summary.mean) / sd;
  return values;
}

}  // namespace

PermutationResult permute_groups(std::span<const double> a, std::span<const double> b, GroupStatistic statistic,
                                 const PermutationOptions& options) {
  check_permutations(options);
  // The smaller group is drawn and the pool is sorted: neither the order of rows nor of groups changes the answer.
  const bool a_is_small = a.size() <= b.size();
  const std::span<const double> small = a_is_small ? a : b;
  std::vector<double> pool(a.begin(), a.end());
  pool.insert(pool.end(), b.begin(), b.end());
  std::sort(pool.begin(), pool.end());
  const std::vector<double> values = standardised(pool);
  const std::size_t k = small.size();
  Split split{static_cast<double>(k), static_cast<double>(pool.size() - k)};
  split.studentised = statistic == GroupStatistic::welch_t;
  split.alternative = a_is_small ? options.alternative : reversed(options.alternative);
  for (const double x : values) {
    split.total += x;
    split.squares += x * x;
  }
  double sum = 0.0, square = 0.0;
  for (const double x : small) {
    const auto at = std::lower_bound(pool.begin(), pool.end(), x) - pool.begin();
    const double value = values[static_cast<std::size_t>(at)];
    sum += value;
    square += value * value;
  }
  split.observe(sum, square);
  const std::int64_t ways = choose_up_to(pool.size(), k, options.permutations);
  if (ways <= options.permutations) return enumerated(count_subsets(values, k, split), ways);
  return sampled(options, [&](std::size_t begin, std::size_t end) {
    std::int64_t extremes = 0;
    for (std::size_t first = begin; first < end; first += kLanes) {
      const MemberSums sums = draw_members(values, static_cast<std::uint32_t>(k), options.seed, first);
      extremes += count_lanes(split, sums, std::min(kLanes, end - first));
    }
    return extremes;
  });
}

PermutationResult permute_signs(std::span<const double> differences, const PermutationOptions& options) {
  check_permutations(options);
  std::vector<double> sizes;
  double observed = 0.0, scale = 0.0;
  for (const double d : differences) {
    sizes.push_back(std::abs(d));
    scale += std::abs(d);
  }
  if (!(scale > 0.0)) throw analysis_error("every difference is zero; there is no sign to flip");
  std::sort(sizes.begin(), sizes.end());
  std::vector<double> sorted(differences.begin(), differences.end());
  std::sort(sorted.begin(), sorted.end(), [](double x, double y) { return std::abs(x) < std::abs(y); });
  for (const double d : sorted) observed += d / scale;
  for (double& size : sizes) size /= scale;
  const double threshold = with_tie(towards(options.alternative, observed));
  const std::size_t n = sizes.size();
  constexpr std::size_t kMostBits = 62;
  if (n <= kMostBits && (std::int64_t{1} << n) <= options.permutations) {
    std::int64_t extremes = 0;
    for (std::uint64_t signs = 0; signs < std::uint64_t{1} << n; ++signs) {
      double sum = 0.0;
      for (std::size_t i = 0; i < n; ++i) sum += (signs >> i & 1) != 0 ? sizes[i] : -sizes[i];
      extremes += towards(options.alternative, sum) >= threshold ? 1 : 0;
    }
    return enumerated(extremes, std::int64_t{1} << n);
  }
  return sampled(options, [&](std::size_t begin, std::size_t end) {
    std::int64_t extremes = 0;
    for (std::size_t item = begin; item < end; ++item) {
      parallel::Stream stream(options.seed, item);
      std::uint64_t bits = 0;
      double sum = 0.0;
      for (std::size_t i = 0; i < n; ++i) {
        if (i % 64 == 0) bits = stream();
        sum += std::copysign(sizes[i], (bits >> i % 64 & 1) != 0 ? 1.0 : -1.0);
      }
      extremes += towards(options.alternative, sum) >= threshold ? 1 : 0;
    }
    return extremes;
  });
}

PermutationResult permute_pairs(std::span<const double> x, std::span<const double> y, const PairStatistic& statistic,
                                const PermutationOptions& options) {
  check_permutations(options);
  const auto evidence = [&](std::span<const double> values) {
    return towards(options.alternative, statistic(x, values));
  };
  const double threshold = with_tie(evidence(y));
  std::vector<std::size_t> order(y.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::vector<double> shuffled(y.size());
  const auto is_extreme = [&](const std::vector<std::size_t>& arrangement, std::vector<double>& scratch) {
    for (std::size_t i = 0; i < scratch.size(); ++i) scratch[i] = y[arrangement[i]];
    return evidence(scratch) >= threshold;
  };
  std::int64_t ways = 1;
  for (std::size_t i = 2; i <= y.size() && ways <= options.permutations; ++i) ways *= static_cast<std::int64_t>(i);
  if (ways <= options.permutations) {
    std::int64_t extremes = 0;
    do {
      extremes += is_extreme(order, shuffled) ? 1 : 0;
    } while (std::next_permutation(order.begin(), order.end()));
    return enumerated(extremes, ways);
  }
  return sampled(options, [&](std::size_t begin, std::size_t end) {
    std::int64_t extremes = 0;
    std::vector<double> scratch(y.size());
    for (std::size_t item = begin; item < end; ++item) {
      parallel::Stream stream(options.seed, item);
      std::copy(y.begin(), y.end(), scratch.begin());
      parallel::shuffle(std::span<double>(scratch), stream);
      extremes += evidence(scratch) >= threshold ? 1 : 0;
    }
    return extremes;
  });
}

PermutationResult permute_pairs(std::span<const double> x, std::span<const double> y,
                                const PermutationOptions& options) {
  const auto unit = [](std::span<const double> values) {
    std::vector<double> out = standardised({values.begin(), values.end()});
    const double norm = std::sqrt(static_cast<double>(out.size()) - 1.0);
    for (double& value : out) value /= norm;
    return out;
  };
  const PairStatistic product = [](std::span<const double> u, std::span<const double> v) {
    return std::inner_product(u.begin(), u.end(), v.begin(), 0.0);
  };
  return permute_pairs(unit(x), unit(y), product, options);
}

}  // namespace attune::stats
