#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "attune/stats/summary.hpp"
#include "correlate_parts.hpp"
#include "kendall.hpp"
#include "stratified_shuffles.hpp"

namespace attune::stats {
namespace {

PermutationOptions permutation_options(const CorrelateOptions& options) {
  return {options.permutations, options.seed, options.threads, options.alternative};
}

std::span<const double> view(const Eigen::VectorXd& v) { return {v.data(), static_cast<std::size_t>(v.size())}; }

// Observations block after block; whole blocks have their members in the order of their names.
struct Blocks {
  Columns columns;
  std::vector<std::string> names;
  std::vector<std::size_t> sizes;
};

Blocks in_blocks(const Observations& o, bool whole) {
  const ObservationLabels& labels = o.labels;
  std::vector<std::size_t> order(labels.block.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) {
    if (labels.block[i] != labels.block[j]) return labels.block[i] < labels.block[j];
    return whole && !labels.member.empty() && labels.member[i] < labels.member[j];
  });
  Blocks out;
  out.columns.resize(o.columns.size());
  for (const std::size_t i : order) {
    if (out.names.empty() || out.names.back() != labels.block[i]) {
      out.names.push_back(labels.block[i]);
      out.sizes.push_back(0);
    }
    ++out.sizes.back();
    for (std::size_t c = 0; c < o.columns.size(); ++c) out.columns[c].push_back(o.columns[c][i]);
  }
  return out;
}

// Takes the mean of its block from every value.
void centre_in_blocks(Blocks& blocks) {
  constexpr double kRounding = 1e-13;
  for (std::size_t c = 0; c < blocks.columns.size(); ++c) {
    auto& column = blocks.columns[c];
    double before = 0.0, after = 0.0;
    std::size_t first = 0;
    for (const std::size_t size : blocks.sizes) {
      const std::span<double> values = std::span(column).subspan(first, size);
      const double mean = summarise(values).mean;
      for (double& x : values) {
        before += x * x;
        x -= mean;
        after += x * x;
      }
      first += size;
    }
    if (std::sqrt(after) <= kRounding * std::sqrt(before))
      throw analysis_error(fmt::format("{} does not vary within blocks; nothing changes places: use --exchange whole",
                                       name_of_column(c)));
  }
}

void check_sizes(const Blocks& blocks) {
  const auto [smallest, largest] = std::minmax_element(blocks.sizes.begin(), blocks.sizes.end());
  if (*smallest == *largest) return;
  const auto name = [&](auto at) {
    return in_quotes(blocks.names[static_cast<std::size_t>(at - blocks.sizes.begin())]);
  };
  throw analysis_error(fmt::format(
      "block {} has {} and block {} has {} complete rows; blocks that change places as a whole need one size: "
      "choose rows with --where, or use --exchange within",
      name(smallest), *smallest, name(largest), *largest));
}

// Kendall's score from pairs of one block.
PairStatistic score_within(std::vector<std::size_t> sizes) {
  return [sizes = std::move(sizes)](std::span<const double> x, std::span<const double> y) {
    double score = 0.0;
    std::size_t first = 0;
    for (const std::size_t size : sizes) {
      score += count_concordance(x.subspan(first, size), y.subspan(first, size)).score;
      first += size;
    }
    return score;
  };
}

double whole_score(std::span<const double> x, std::span<const double> y) { return count_concordance(x, y).score; }

ShuffledUnits units_of(const Blocks& blocks, bool whole) {
  if (whole) return {{blocks.sizes.size()}, blocks.sizes[0]};
  return {blocks.sizes, 1};
}

void permute_in_blocks(Correlation& out, const Observations& o, const CorrelateOptions& options) {
  const bool whole = options.exchange == Exchange::whole, kendall = out.method == CorrelationMethod::kendall;
  Blocks blocks = in_blocks(o, whole);
  out.blocks = BlockCount{options.exchange, blocks.sizes.size()};
  if (whole) check_sizes(blocks);
  if (!whole)
    for (const std::size_t size : blocks.sizes) out.blocks->idle += size == 1 ? 1 : 0;
  out.blocks->idle_values = out.blocks->idle;
  if (out.blocks->idle > 0)
    out.warnings.push_back(
        fmt::format("{} of {} blocks have one complete row: they stay as they are in every permutation",
                    out.blocks->idle, out.blocks->blocks));
  const ShuffledUnits units = units_of(blocks, whole);
  if (!whole && !kendall) centre_in_blocks(blocks);
  if (kendall) {
    const PairStatistic score = whole ? PairStatistic(whole_score) : score_within(blocks.sizes);
    out.permutation = permute_units(blocks.columns[0], blocks.columns[1], units, score, permutation_options(options));
    return;
  }
  const Residuals left = residuals_given(blocks.columns);
  if (!whole) out.block_r = left.x.normalized().dot(left.y.normalized());
  const Eigen::VectorXd x = left.x.normalized(), y = left.y.normalized();
  out.permutation = permute_units(view(x), view(y), units, partial_statistic(left), permutation_options(options));
}

}  // namespace

void set_permutation(Correlation& out, const Observations& o, const CorrelateOptions& options) {
  if (!o.labels.block.empty()) return permute_in_blocks(out, o, options);
  if (out.method == CorrelationMethod::kendall) {
    out.permutation = permute_pairs(o.columns[0], o.columns[1], whole_score, permutation_options(options));
    return;
  }
  const Residuals left = residuals_given(o.columns);
  out.permutation = out.given == 0 ? permute_pairs(view(left.x), view(left.y), permutation_options(options))
                                   : permute_residuals(left, permutation_options(options));
}

}  // namespace attune::stats
