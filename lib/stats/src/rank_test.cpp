#include "attune/stats/rank_test.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/stats/summary.hpp"

namespace attune::stats {
namespace {

constexpr std::size_t kExactBelow = 50;  // values a side; as R, beyond it the normal approximation is as good

// Distribution of the sum of `count` ranks out of 1..n (or of any number of them if `count` is 0), as probabilities.
// Only additions: no cancellation.
std::vector<double> rank_sum_distribution(std::size_t n, std::size_t count) {
  const std::size_t largest = n * (n + 1) / 2;
  const std::size_t layers = count == 0 ? 1 : count + 1;
  std::vector<std::vector<double>> ways(layers, std::vector<double>(largest + 1, 0.0));
  ways[0][0] = 1.0;
  for (std::size_t rank = 1; rank <= n; ++rank) {
    for (std::size_t m = layers - 1;; --m) {
      const std::vector<double>* from = count == 0 ? &ways[0] : m > 0 ? &ways[m - 1] : nullptr;
      if (from != nullptr)
        for (std::size_t s = largest; s >= rank; --s) ways[m][s] += (*from)[s - rank];
      if (m == 0) break;
    }
  }
  std::vector<double> out = ways.back();
  const double total = std::accumulate(out.begin(), out.end(), 0.0);
  for (double& p : out) p /= total;
  return out;
}

struct ExactTails {
  double p = 1.0;  // two-sided
  double greater = 1.0, less = 1.0;
  std::size_t quantile = 0;  // smallest s with P(S <= s) >= tail
};

// `s` and the distribution start at the statistic's smallest value, offset `first`.
ExactTails exact_tails(const std::vector<double>& distribution, std::size_t first, double statistic, double tail) {
  const auto at = first + static_cast<std::size_t>(std::llround(statistic));
  const auto begin = distribution.begin();
  const double lower = std::accumulate(begin, begin + static_cast<std::ptrdiff_t>(at) + 1, 0.0);
  const double upper = std::accumulate(begin + static_cast<std::ptrdiff_t>(at), distribution.end(), 0.0);
  ExactTails out{std::min(1.0, 2.0 * std::min(lower, upper)), upper, lower, 0};
  double cumulative = 0.0;
  for (std::size_t s = first; s < distribution.size(); ++s) {
    cumulative += distribution[s];
    if (cumulative >= tail) break;
    ++out.quantile;
  }
  return out;
}

// Doubles in their order as integers, so that bisection ends at neighbours.
std::int64_t to_ordered(double x) {
  const auto bits = std::bit_cast<std::int64_t>(x);
  return bits < 0 ? std::numeric_limits<std::int64_t>::min() - bits : bits;
}
double from_ordered(std::int64_t k) {
  return std::bit_cast<double>(k < 0 ? std::numeric_limits<std::int64_t>::min() - k : k);
}

// The k-th smallest (from 1) of a family of numbers of which `count(m)` are <= m.
template <class Count>
double select(std::uint64_t k, double low, double high, const Count& count) {
  std::int64_t below = to_ordered(low), at_least = to_ordered(high);
  if (count(low) >= k) return low;
  while (at_least - 1 > below) {
    const std::int64_t middle = std::midpoint(below, at_least);
    (count(from_ordered(middle)) >= k ? at_least : below) = middle;
  }
  return from_ordered(at_least) + 0.0;
}

// The middle one of `total` numbers, or the mean of the middle two.
template <class Count>
double median_of(std::uint64_t total, double low, double high, const Count& count) {
  const double upper_middle = select(total / 2 + 1, low, high, count);
  return total % 2 == 1 ? upper_middle : 0.5 * (select(total / 2, low, high, count) + upper_middle);
}

// Median and the `skip`-th from either end of `total` numbers.
template <class Count>
void set_shift(RankTest& out, std::uint64_t total, std::uint64_t skip, double low, double high, const Count& count) {
  const auto kth = [&](std::uint64_t k) { return select(k, low, high, count); };
  out.shift = median_of(total, low, high, count);
  out.interval = {kth(skip), kth(total + 1 - skip)};
}

void set_exact(RankTest& out, const ExactTails& exact) {
  out.p_exact = exact.p;
  out.p_exact_greater = exact.greater;
  out.p_exact_less = exact.less;
}

// How many differences a - b of ascending samples are at most m.
std::uint64_t count_differences(std::span<const double> a, std::span<const double> b, double m) {
  std::uint64_t total = 0;
  std::size_t j = 0;  // first b with a - b <= m; moves right as a grows
  for (const double x : a) {
    while (j < b.size() && x - b[j] > m) ++j;
    total += b.size() - j;
  }
  return total;
}

// How many Walsh averages of ascending differences are at most m.
std::uint64_t count_walsh_averages(std::span<const double> d, double m) {
  std::uint64_t total = 0;
  std::size_t end = d.size();  // d[i] + d[j] <= 2 m for j < end; moves left as d[i] grows
  for (std::size_t i = 0; i < d.size(); ++i) {
    while (end > i && 0.5 * d[i] + 0.5 * d[end - 1] > m) --end;
    if (end <= i) break;
    total += end - i;
  }
  return total;
}

// Fills z and the p values from the deviation of the statistic from its mean, with continuity correction.
void set_normal(RankTest& out, double deviation, double sigma) {
  const double correction = deviation > 0.0 ? 0.5 : deviation < 0.0 ? -0.5 : 0.0;
  out.z = (deviation - correction) / sigma;
  out.p = std::min(1.0, normal_two_sided(out.z));
  out.p_greater = normal_upper((deviation - 0.5) / sigma);
  out.p_less = normal_upper(-(deviation + 0.5) / sigma);
}

// How many of the ordered differences lie outside the interval on either side, plus one.
std::uint64_t skip_by_normal(double mean, double sigma, double tail) {
  const double skip = std::floor(mean + normal_quantile(tail) * sigma + 0.5);
  return skip < 1.0 ? 1 : static_cast<std::uint64_t>(skip);
}

std::vector<double> sorted(std::span<const double> values) {
  std::vector<double> out(values.begin(), values.end());
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

RankTest mann_whitney(std::span<const double> first, std::span<const double> second, double confidence) {
  const std::vector<double> a = sorted(first), b = sorted(second);
  std::vector<double> all = a;
  all.insert(all.end(), b.begin(), b.end());
  const Ranks ranks = midranks(all);
  const auto n_a = static_cast<double>(a.size()), n_b = static_cast<double>(b.size()), n = n_a + n_b;
  const double pairs = n_a * n_b, tail = 0.5 * (1.0 - confidence);
  const double variance = pairs / 12.0 * (n + 1.0 - ranks.tie_sum / (n * (n - 1.0)));
  if (!(variance > 0.0)) throw analysis_error("every value is the same; ranks say nothing");
  RankTest out;
  out.n_used = all.size();
  const auto end_of_a = ranks.ranks.begin() + static_cast<std::ptrdiff_t>(a.size());
  out.statistic = std::accumulate(ranks.ranks.begin(), end_of_a, 0.0) - 0.5 * n_a * (n_a + 1.0);
  out.rank_biserial = 2.0 * out.statistic / pairs - 1.0;
  set_normal(out, out.statistic - 0.5 * pairs, std::sqrt(variance));
  std::uint64_t skip = skip_by_normal(0.5 * pairs, std::sqrt(variance), tail);
  if (ranks.tie_sum == 0.0 && a.size() < kExactBelow && b.size() < kExactBelow) {
    const ExactTails exact =
        exact_tails(rank_sum_distribution(all.size(), a.size()), a.size() * (a.size() + 1) / 2, out.statistic, tail);
    set_exact(out, exact);
    skip = std::max<std::uint64_t>(1, exact.quantile);
  }
  const auto count = [&](double m) { return count_differences(a, b, m); };
  set_shift(out, static_cast<std::uint64_t>(a.size()) * b.size(), skip, a.front() - b.back(), a.back() - b.front(),
            count);
  return out;
}

RankTest signed_rank(std::span<const double> differences, double confidence) {
  std::vector<double> d = sorted(differences);
  const std::size_t all = d.size();
  std::erase(d, 0.0);
  if (d.empty()) throw analysis_error(fmt::format("all {} differences are zero; signed ranks say nothing", all));
  std::vector<double> magnitudes;
  for (const double x : d) magnitudes.push_back(std::abs(x));
  const Ranks ranks = midranks(magnitudes);
  const auto n = static_cast<double>(d.size());
  const double tail = 0.5 * (1.0 - confidence), mean = 0.25 * n * (n + 1.0);
  const double sigma = std::sqrt(n * (n + 1.0) * (2.0 * n + 1.0) / 24.0 - ranks.tie_sum / 48.0);
  RankTest out;
  out.n_used = d.size();
  for (std::size_t i = 0; i < d.size(); ++i)
    if (d[i] > 0.0) out.statistic += ranks.ranks[i];
  out.rank_biserial = out.statistic / mean - 1.0;
  set_normal(out, out.statistic - mean, sigma);
  std::uint64_t skip = skip_by_normal(mean, sigma, tail);
  if (ranks.tie_sum == 0.0 && d.size() == all && d.size() < kExactBelow) {
    const ExactTails exact = exact_tails(rank_sum_distribution(d.size(), 0), 0, out.statistic, tail);
    set_exact(out, exact);
    skip = std::max<std::uint64_t>(1, exact.quantile);
  }
  const auto count = [&](double m) { return count_walsh_averages(d, m); };
  set_shift(out, static_cast<std::uint64_t>(d.size()) * (d.size() + 1) / 2, skip, d.front(), d.back(), count);
  return out;
}

double median_difference(std::span<const double> a, std::span<const double> b) {
  return median_of(static_cast<std::uint64_t>(a.size()) * b.size(), a.front() - b.back(), a.back() - b.front(),
                   [&](double m) { return count_differences(a, b, m); });
}

double median_walsh_average(std::span<const double> differences) {
  return median_of(static_cast<std::uint64_t>(differences.size()) * (differences.size() + 1) / 2, differences.front(),
                   differences.back(), [&](double m) { return count_walsh_averages(differences, m); });
}

}  // namespace attune::stats
