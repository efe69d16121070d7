#include "attune/checks/median_split.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>

#include "attune/base/number_text.hpp"
#include "attune/base/shell_word.hpp"
#include "attune/stats/distributions.hpp"

namespace attune::checks {
namespace {

constexpr std::size_t kFewest = 10;       // fewer are apart by chance too often: 2 of choose(10, 5) divisions are 0.8 %
constexpr std::size_t kFewestScores = 6;  // fewer different numbers are codes of categories or one answer
constexpr double kLeast = 0.4, kMost = 0.6;

/// Values of the two groups, without missing ones.
std::array<std::vector<double>, 2> values_of(const Table& table, const std::string& by,
                                             const std::array<std::string, 2>& levels, const std::string& column) {
  const std::vector<std::string> groups = table.text(by);
  const std::vector<double> cells = table.numbers(column);
  std::vector<std::string> excluded(table.rows(), "n/a");
  if (table.has("excluded")) excluded = table.text("excluded");
  std::array<std::vector<double>, 2> values;
  for (std::size_t row = 0; row < table.rows(); ++row)
    for (std::size_t g = 0; g < 2; ++g)
      if (is_missing(excluded[row]) && groups[row] == levels[g] && std::isfinite(cells[row]))
        values[g].push_back(cells[row]);
  return values;
}

}  // namespace

std::vector<MedianSplit> median_splits(const Table& table, const std::string& by,
                                       const std::array<std::string, 2>& levels, std::span<const std::string> columns) {
  const std::vector<std::string> all = table.names();
  std::vector<MedianSplit> splits;
  for (const std::string& column : columns.empty() ? std::span<const std::string>(all) : columns) {
    if (column == by || !table.is_numeric(column)) continue;
    const auto values = values_of(table, by, levels, column);
    const std::size_t n = values[0].size() + values[1].size();
    if (n < kFewest || values[0].empty() || values[1].empty()) continue;
    std::set<double> different(values[0].begin(), values[0].end());
    different.insert(values[1].begin(), values[1].end());
    if (different.size() < kFewestScores) continue;
    const auto [low0, high0] = std::minmax_element(values[0].begin(), values[0].end());
    const auto [low1, high1] = std::minmax_element(values[1].begin(), values[1].end());
    const bool first_below = *high0 < *low1;
    if (!first_below && !(*high1 < *low0)) continue;
    const double share = static_cast<double>(values[first_below ? 0 : 1].size()) / static_cast<double>(n);
    if (share < kLeast || share > kMost) continue;
    const double cut = first_below ? 0.5 * (*high0 + *low1) : 0.5 * (*high1 + *low0);
    splits.push_back({column, levels[first_below ? 0 : 1], levels[first_below ? 1 : 0], cut, share});
  }
  return splits;
}

double correlation_kept(double share_below) {
  const double z = stats::normal_quantile(share_below);
  const double density = std::exp(-0.5 * z * z) / std::sqrt(2.0 * std::numbers::pi);
  return density / std::sqrt(share_below * (1.0 - share_below));
}

std::string describe(const MedianSplit& split, const std::string& table, const std::string& value) {
  const double kept = correlation_kept(split.share_below);
  return fmt::format(
      "the groups are {} cut at {:.4g} ({} below, {} above; {:.0f} % below): a correlation r with a normal score "
      "becomes {:.2f} r, and {:.2f} times as many participants are needed for the same power; use the score: "
      "attune correlate {} --x {} --y {}",
      split.column, split.cut, split.low, split.high, 100.0 * split.share_below, kept, 1.0 / (kept * kept), table,
      shell_word(split.column), shell_word(value));
}

}  // namespace attune::checks
