#include "categories.hpp"

#include <algorithm>
#include <boost/math/distributions/non_central_chi_squared.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <map>

namespace attune::checks {
namespace {

/// P(X <= value) of noncentral chi-squared.
double noncentral_lower(double value, double df, double noncentrality) {
  if (noncentrality == 0.0) return boost::math::gamma_p(df / 2.0, value / 2.0);
  return boost::math::cdf(boost::math::non_central_chi_squared(df, noncentrality), value);
}

/// The noncentrality at which P(X <= value) is `probability`; 0 if even the central distribution is below it. The
/// probability falls as the noncentrality grows.
double noncentrality_at(double value, double df, double probability) {
  if (noncentral_lower(value, df, 0.0) <= probability) return 0.0;
  double low = 0.0, high = value + 10.0;
  while (noncentral_lower(value, df, high) > probability) high *= 2.0;
  constexpr int kHalvings = 60;  // to the last bits of a double
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = 0.5 * (low + high);
    (noncentral_lower(value, df, middle) > probability ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace

std::array<std::int64_t, 2> Crosstab::n() const {
  std::array<std::int64_t, 2> sums{0, 0};
  for (const auto& row : counts)
    for (std::size_t g = 0; g < 2; ++g) sums[g] += row[g];
  return sums;
}

Crosstab crosstab(const std::vector<int>& groups, const std::vector<std::string>& cells) {
  std::map<std::string, std::array<std::int64_t, 2>> counts;
  for (std::size_t i = 0; i < cells.size(); ++i) ++counts[cells[i]][static_cast<std::size_t>(groups[i])];
  Crosstab table;
  for (const auto& [category, row] : counts) {
    table.categories.push_back(category);
    table.counts.push_back(row);
  }
  return table;
}

double chi_squared(const Crosstab& table) {
  const auto n = table.n();
  const auto total = static_cast<double>(n[0] + n[1]);
  double sum = 0.0;
  for (const auto& row : table.counts)
    for (std::size_t g = 0; g < 2; ++g) {
      const double expected = static_cast<double>(row[0] + row[1]) * static_cast<double>(n[g]) / total;
      const double off = static_cast<double>(row[g]) - expected;
      sum += off * off / expected;
    }
  return sum;
}

double least_expected(const Crosstab& table) {
  const auto n = table.n();
  std::int64_t members = n[0] + n[1];
  for (const auto& row : table.counts) members = std::min(members, row[0] + row[1]);
  return static_cast<double>(members) * static_cast<double>(std::min(n[0], n[1])) / static_cast<double>(n[0] + n[1]);
}

double chi_squared_upper(double value, double df) { return boost::math::gamma_q(df / 2.0, value / 2.0); }

double permutation_p(const Crosstab& table, const BalanceOptions& options) {
  const auto n = table.n();
  std::vector<std::size_t> members;  // the category of every person
  for (std::size_t c = 0; c < table.counts.size(); ++c)
    members.insert(members.end(), static_cast<std::size_t>(table.counts[c][0] + table.counts[c][1]), c);
  constexpr double kSlack = 1e-9;  // the same counts in another order differ in the last bits
  const double observed = chi_squared(table) * (1.0 - kSlack);
  constexpr std::size_t kChunk = 256;
  const auto draws = static_cast<std::size_t>(options.permutations);
  const double reached = parallel::sum(draws, kChunk, options.threads, [&](std::size_t begin, std::size_t end) {
    double count = 0.0;
    Crosstab drawn = table;
    for (std::size_t draw = begin; draw < end; ++draw) {
      parallel::Stream stream(options.seed, draw);
      std::vector<std::size_t> order = members;
      parallel::shuffle(std::span<std::size_t>(order), stream);
      for (auto& row : drawn.counts) row = {0, 0};
      for (std::size_t i = 0; i < order.size(); ++i)
        ++drawn.counts[order[i]][i < static_cast<std::size_t>(n[0]) ? 0 : 1];
      if (chi_squared(drawn) >= observed) count += 1.0;
    }
    return count;
  });
  return (1.0 + reached) / (1.0 + static_cast<double>(draws));
}

CramersV cramers_v(double chi_squared, double df, double n, double confidence) {
  const double tail = (1.0 - confidence) / 2.0;
  const auto as_v = [&](double noncentrality) { return std::min(1.0, std::sqrt(noncentrality / n)); };
  return {as_v(chi_squared),
          {as_v(noncentrality_at(chi_squared, df, 1.0 - tail)), as_v(noncentrality_at(chi_squared, df, tail))}};
}

double one_group_by_chance(std::int64_t members, const std::array<std::int64_t, 2>& n) {
  const auto m = static_cast<double>(members), total = static_cast<double>(n[0] + n[1]);
  double sum = 0.0;
  for (const std::int64_t size : n) {
    const auto s = static_cast<double>(size);
    if (s < m) continue;
    sum += std::exp(std::lgamma(s + 1) - std::lgamma(s - m + 1) - std::lgamma(total + 1) + std::lgamma(total - m + 1));
  }
  return std::min(1.0, sum);
}

}  // namespace attune::checks
