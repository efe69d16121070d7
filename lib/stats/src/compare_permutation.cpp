#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "attune/stats/block_permutation.hpp"
#include "compare_parts.hpp"

namespace attune::stats {
namespace {

PermutationOptions permutation_options(const CompareOptions& options) {
  return {options.permutations, options.seed, options.threads, options.alternative};
}

std::string counted(std::size_t n, const char* what) { return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s"); }

// Says which blocks take no part.
void warn_of_idle(Comparison& out, const BlockCount& count) {
  if (count.idle == 0) return;
  const char* why = count.exchange == Exchange::within ? "one level alone" : "a size that only one level has";
  out.warnings.push_back(fmt::format("{} of {} ({}) have {}: they stay as they are in every permutation", count.idle,
                                     counted(count.blocks, "block"), counted(count.idle_values, "value"), why));
}

void set_blocks(Comparison& out, const BlockPermutation& permutation) {
  out.permutation = permutation.result;
  out.blocks = permutation.count;
  out.block_estimate = permutation.estimate;
  warn_of_idle(out, permutation.count);
}

void permute_independent(Comparison& out, std::span<const double> a, std::span<const double> b,
                         const CompareOptions& options) {
  const bool studentised = out.test == CompareTest::welch;
  const GroupStatistic kind = studentised ? GroupStatistic::welch_t : GroupStatistic::mean_difference;
  std::vector<double> ranks;
  if (out.test == CompareTest::mann_whitney) {
    ranks.assign(a.begin(), a.end());
    ranks.insert(ranks.end(), b.begin(), b.end());
    ranks = midranks(ranks).ranks;
    b = std::span<const double>(ranks).subspan(a.size());
    a = std::span<const double>(ranks).first(a.size());
  }
  const bool trimmed = out.test == CompareTest::yuen;
  if (!options.blocks && !trimmed) {
    out.permutation = permute_groups(a, b, kind, permutation_options(options));
    return;
  }
  const BlockStatistic statistic{kind, trimmed ? std::optional(options.trim) : std::nullopt};
  const BlockPermutation permutation = permute_blocks({a, b, options.blocks ? &*options.blocks : nullptr, out.levels},
                                                      statistic, permutation_options(options));
  if (options.blocks)
    set_blocks(out, permutation);
  else
    out.permutation = permutation.result;
}

// Differences, or their signed ranks: zero differences have none.
std::vector<double> signed_values(const Comparison& out, std::span<const double> a, std::span<const double> b) {
  std::vector<double> differences, sizes;
  for (std::size_t i = 0; i < a.size(); ++i) differences.push_back(a[i] - b[i]);
  if (out.test != CompareTest::signed_rank) return differences;
  for (const double d : differences)
    if (d != 0.0) sizes.push_back(std::abs(d));
  const std::vector<double> ranks = midranks(sizes).ranks;
  std::size_t next = 0;
  for (double& d : differences)
    if (d != 0.0) d = std::copysign(ranks[next++], d);
  return differences;
}

void permute_paired(Comparison& out, std::span<const double> a, std::span<const double> b,
                    const CompareOptions& options) {
  const bool whole = options.blocks && options.blocks->exchange == Exchange::whole;
  if (options.blocks && !whole)
    out.warnings.push_back(
        "--exchange within lets every pair change its sign by itself, as without blocks; if the pairs of a block are "
        "alike, use --exchange whole");
  const std::span<const std::string> blocks =
      whole ? std::span<const std::string>(options.blocks->of[0]) : std::span<const std::string>();
  if (out.test == CompareTest::paired_yuen) {
    out.permutation = permute_trimmed_pairs(a, b, options.trim, blocks, permutation_options(options));
  } else {
    std::vector<double> values = signed_values(out, a, b);
    if (whole) return set_blocks(out, permute_block_signs(values, blocks, permutation_options(options)));
    std::erase(values, 0.0);
    out.permutation = permute_signs(values, permutation_options(options));
  }
  if (!options.blocks) return;
  std::vector<std::string> names = options.blocks->of[0];
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  out.blocks = BlockCount{options.blocks->exchange, names.size()};
}

}  // namespace

void set_permutation(Comparison& out, std::span<const double> a, std::span<const double> b,
                     const CompareOptions& options) {
  if (is_paired(out.test))
    permute_paired(out, a, b, options);
  else
    permute_independent(out, a, b, options);
}

}  // namespace attune::stats
