#include "attune/stats/block_permutation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <numeric>

#include "attune/base/error.hpp"
#include "attune/stats/summary.hpp"
#include "attune/stats/trimmed.hpp"
#include "block_statistics.hpp"

namespace attune::stats {
namespace {

struct Block {
  std::vector<double> values[2];  // of A and of B
  std::size_t size() const { return values[0].size() + values[1].size(); }
};

std::map<std::string, Block> blocks_of(const GroupValues& g) {
  std::map<std::string, Block> out;
  for (std::size_t which = 0; which < 2; ++which) {
    const std::span<const double> values = which == 0 ? g.a : g.b;
    for (std::size_t i = 0; i < values.size(); ++i)
      out[g.blocks != nullptr ? g.blocks->of[which][i] : std::string()].values[which].push_back(values[i]);
  }
  return out;
}

double centre_of(std::vector<double> values, const std::optional<double>& trim) {
  std::sort(values.begin(), values.end());
  return trim && values.size() > 1 ? summarise_trimmed(values, *trim).mean : summarise(values).mean;
}

// Values as units, less the centre of their block.
std::vector<LabelledUnit> units_within(const std::map<std::string, Block>& blocks, const std::optional<double>& trim) {
  std::vector<LabelledUnit> out;
  std::size_t stratum = 0;
  for (const auto& [name, block] : blocks) {
    std::vector<double> all = block.values[0];
    all.insert(all.end(), block.values[1].begin(), block.values[1].end());
    const double centre = centre_of(all, trim);
    for (std::size_t which = 0; which < 2; ++which)
      for (const double x : block.values[which]) out.push_back({stratum, {x - centre}, which == 0});
    ++stratum;
  }
  return out;
}

// Blocks as units, in strata of one size.
std::vector<LabelledUnit> units_whole(const std::map<std::string, Block>& blocks, const GroupValues& g) {
  std::map<std::size_t, std::size_t> stratum_of_size;
  std::size_t of_label[2] = {0, 0};
  for (const auto& [name, block] : blocks) {
    if (!block.values[0].empty() && !block.values[1].empty())
      throw analysis_error(
          fmt::format("block {} has values of {} and of {}; blocks that change places as a whole have one level each: "
                      "use --exchange within",
                      in_quotes(name), in_quotes(g.label[0]), in_quotes(g.label[1])));
    ++of_label[block.values[0].empty() ? 1 : 0];
    stratum_of_size.emplace(block.size(), 0);
  }
  for (std::size_t which = 0; which < 2; ++which)
    if (of_label[which] < 2)
      throw analysis_error(fmt::format("{} has {} block{}; exchanging whole blocks needs at least 2 of each level",
                                       in_quotes(g.label[which]), of_label[which], of_label[which] == 1 ? "" : "s"));
  std::size_t next = 0;
  for (auto& [size, stratum] : stratum_of_size) stratum = next++;
  std::vector<LabelledUnit> out;
  for (const auto& [name, block] : blocks) {
    const bool is_a = block.values[1].empty();
    out.push_back({stratum_of_size.at(block.size()), block.values[is_a ? 0 : 1], is_a});
    std::sort(out.back().values.begin(), out.back().values.end());
  }
  return out;
}

// Divides by the standard deviation of all values, less their mean: tolerances then mean the same for every unit.
void standardise(std::vector<LabelledUnit>& units) {
  std::vector<double> all;
  for (const LabelledUnit& unit : units) all.insert(all.end(), unit.values.begin(), unit.values.end());
  std::sort(all.begin(), all.end());
  const Summary summary = summarise(all);
  if (!(summary.sd() > 0.0)) throw analysis_error("every value is that of its block; there is nothing to permute");
  for (LabelledUnit& unit : units)
    for (double& x : unit.values) x = (x - summary.mean) / summary.sd();
}

BlockCount count_blocks(const std::map<std::string, Block>& blocks, const std::vector<LabelledUnit>& units,
                        Exchange exchange) {
  BlockCount out{exchange, blocks.size()};
  const std::vector<bool> moves = strata_with_both(units);
  std::vector<bool> seen(moves.size(), false);
  for (const LabelledUnit& unit : units) {
    if (moves[unit.stratum]) continue;
    out.idle_values += unit.values.size();
    if (exchange == Exchange::whole || !seen[unit.stratum]) ++out.idle;
    seen[unit.stratum] = true;
  }
  if (out.idle < out.blocks) return out;
  throw analysis_error(exchange == Exchange::within
                           ? "every block has values of one level; nothing changes places within blocks: use "
                             "--exchange whole"
                           : "no two blocks of different level have the same size; nothing changes places as a whole");
}

}  // namespace

BlockPermutation permute_blocks(const GroupValues& groups, const BlockStatistic& statistic,
                                const PermutationOptions& options) {
  const std::map<std::string, Block> blocks = blocks_of(groups);
  const Exchange exchange = groups.blocks != nullptr ? groups.blocks->exchange : Exchange::within;
  const bool whole = exchange == Exchange::whole;
  std::vector<LabelledUnit> units = whole ? units_whole(blocks, groups) : units_within(blocks, statistic.trim);
  put_in_order(units);
  BlockPermutation out;
  out.count = count_blocks(blocks, units, exchange);
  if (!whole) out.estimate = statistic.trim ? trimmed_difference(units, *statistic.trim) : difference_in_blocks(units);
  standardise(units);
  const bool studentised = statistic.kind == GroupStatistic::welch_t;
  const LabelStatistic t = statistic.trim ? yuen_statistic(units, *statistic.trim)
                           : whole        ? whole_statistic(units, studentised)
                                          : within_statistic(units, studentised);
  out.result = permute_labels(units, options, t);
  return out;
}

BlockPermutation permute_block_signs(std::span<const double> differences, std::span<const std::string> blocks,
                                     const PermutationOptions& options) {
  std::map<std::string, std::vector<double>> members;
  for (std::size_t i = 0; i < differences.size(); ++i) members[blocks[i]].push_back(differences[i]);
  std::vector<double> sums;
  for (auto& [name, values] : members) {
    std::sort(values.begin(), values.end());
    sums.push_back(std::accumulate(values.begin(), values.end(), 0.0));
  }
  return {permute_signs(sums, options), {Exchange::whole, members.size()}, {}};
}

}  // namespace attune::stats
