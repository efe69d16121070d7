#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>

#include "attune/stats/exchange.hpp"
#include "attune/stats/permutation.hpp"

namespace attune::stats {

/// Two independent samples; `label` names them in messages. Without blocks every value may change places with every
/// other.
struct GroupValues {
  std::span<const double> a, b;
  const ExchangeBlocks* blocks = nullptr;
  std::array<std::string, 2> label{"A", "B"};
};

/// What is compared, beside the statistics of `permute_groups`.
struct BlockStatistic {
  GroupStatistic kind = GroupStatistic::welch_t;
  std::optional<double> trim{};  ///< Yuen's t instead, with this share trimmed
};

struct BlockPermutation {
  PermutationResult result;
  BlockCount count;
  /// Within blocks: the difference with block means (trimmed means, for Yuen's t) taken out of the values, which is
  /// what the statistic tests.
  std::optional<double> estimate;
};

/// Permutation p of a difference of two samples that come in blocks.
///
/// `within`: labels are shuffled inside each block; a block of one label stays as it is. Block means are taken out
/// first, as a block that has more of A would else carry its mean into the difference. The t is the coefficient of the
/// group beside that of the blocks over its HC2 standard error: Welch's t for one block, the paired t for pairs of A
/// and B.
///
/// `whole`: every block has one label (else an analysis error that names one with two), and blocks of equal size
/// exchange them; a size with one label stays as it is. The t is the difference of the means over the standard error
/// from the sums of whole blocks: Welch's t for blocks of one value. Two blocks a label are needed.
///
/// Nothing that can change places is an analysis error. Neither the order of values nor which sample is called A
/// changes a two-sided p.
BlockPermutation permute_blocks(const GroupValues& groups, const BlockStatistic& statistic,
                                const PermutationOptions& options);

/// Sign flips of differences, all of a block together; `blocks[i]` is that of differences[i].
BlockPermutation permute_block_signs(std::span<const double> differences, std::span<const std::string> blocks,
                                     const PermutationOptions& options);

/// Yuen's t of pairs: the values of a pair change places; all pairs of a block together where blocks are given.
PermutationResult permute_trimmed_pairs(std::span<const double> a, std::span<const double> b, double trim,
                                        std::span<const std::string> blocks, const PermutationOptions& options);

}  // namespace attune::stats
