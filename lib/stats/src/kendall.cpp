#include "kendall.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

namespace attune::stats {
namespace {

// Sums over groups of t equal values that the variance of the score needs.
struct TieSums {
  double pairs = 0.0;     // t (t - 1) / 2
  double triples = 0.0;   // t (t - 1) (t - 2)
  double weighted = 0.0;  // t (t - 1) (2 t + 5)
};

template <class Equal>
TieSums sum_ties(std::size_t n, const Equal& equal) {
  TieSums out;
  for (std::size_t begin = 0; begin < n;) {
    std::size_t end = begin + 1;
    while (end < n && equal(begin, end)) ++end;
    const auto t = static_cast<double>(end - begin);
    out.pairs += 0.5 * t * (t - 1.0);
    out.triples += t * (t - 1.0) * (t - 2.0);
    out.weighted += t * (t - 1.0) * (2.0 * t + 5.0);
    begin = end;
  }
  return out;
}

// Sorts `values` and returns how many pairs were out of order.
double sort_counting(std::vector<double>& values) {
  std::vector<double> merged(values.size());
  double exchanges = 0.0;
  for (std::size_t width = 1; width < values.size(); width *= 2) {
    for (std::size_t begin = 0; begin < values.size(); begin += 2 * width) {
      const std::size_t middle = std::min(begin + width, values.size());
      const std::size_t end = std::min(begin + 2 * width, values.size());
      std::size_t left = begin, right = middle;
      for (std::size_t k = begin; k < end; ++k) {
        if (right == end || (left < middle && values[left] <= values[right])) {
          merged[k] = values[left++];
        } else {
          merged[k] = values[right++];
          exchanges += static_cast<double>(middle - left);
        }
      }
    }
    values.swap(merged);
  }
  return exchanges;
}

}  // namespace

double KendallCounts::tau() const { return score / std::sqrt((pairs - tied_x) * (pairs - tied_y)); }

KendallCounts count_concordance(std::span<const double> x, std::span<const double> y) {
  const std::size_t n = x.size();
  std::vector<std::pair<double, double>> both;
  for (std::size_t i = 0; i < n; ++i) both.emplace_back(x[i], y[i]);
  std::sort(both.begin(), both.end());
  const TieSums x_ties = sum_ties(n, [&](std::size_t i, std::size_t j) { return both[i].first == both[j].first; });
  const TieSums joint_ties = sum_ties(n, [&](std::size_t i, std::size_t j) { return both[i] == both[j]; });
  std::vector<double> in_order;
  for (const auto& [first, second] : both) in_order.push_back(second);
  const double discordant = sort_counting(in_order);
  const TieSums y_ties = sum_ties(n, [&](std::size_t i, std::size_t j) { return in_order[i] == in_order[j]; });

  const auto size = static_cast<double>(n);
  KendallCounts out;
  out.pairs = 0.5 * size * (size - 1.0);
  out.tied_x = x_ties.pairs;
  out.tied_y = y_ties.pairs;
  const double untied = out.pairs - x_ties.pairs - y_ties.pairs + joint_ties.pairs;
  out.score = untied - 2.0 * discordant;
  out.score_variance = (size * (size - 1.0) * (2.0 * size + 5.0) - x_ties.weighted - y_ties.weighted) / 18.0 +
                       x_ties.pairs * y_ties.pairs * 4.0 / (2.0 * size * (size - 1.0));
  if (n > 2) out.score_variance += x_ties.triples * y_ties.triples / (9.0 * size * (size - 1.0) * (size - 2.0));
  return out;
}

double kendall_lower(double score, std::size_t n) {
  // probability[k]: of k discordant pairs among the observations so far; a new one adds 0 .. size - 1 of them.
  std::vector<double> probability{1.0};
  for (std::size_t size = 2; size <= n; ++size) {
    std::vector<double> next(probability.size() + size - 1, 0.0);
    for (std::size_t k = 0; k < probability.size(); ++k)
      for (std::size_t added = 0; added < size; ++added) next[k + added] += probability[k] / static_cast<double>(size);
    probability.swap(next);
  }
  // The distribution is symmetric: P(S <= s) = P(discordant <= (pairs + s) / 2).
  const double discordant = std::floor(0.5 * (static_cast<double>(probability.size() - 1) + score) + 1e-9);
  if (discordant < 0.0) return 0.0;
  const auto count = std::min(probability.size(), static_cast<std::size_t>(discordant) + 1);
  return std::accumulate(probability.begin(), probability.begin() + static_cast<std::ptrdiff_t>(count), 0.0);
}

}  // namespace attune::stats
