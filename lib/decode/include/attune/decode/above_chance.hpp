#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <vector>

#include "attune/parallel/chunks.hpp"
#include "attune/parallel/stream.hpp"

namespace attune::decode {

/// A test at every time, corrected for all of them.
struct AboveChance {
  std::vector<double> statistic;   ///< the mean score
  std::vector<double> p;           ///< one-sided, of each time by itself
  std::vector<double> p_adjusted;  ///< of the largest statistic over all times (single step)
  double threshold = 0;            ///< p_adjusted < alpha exactly where the statistic is larger
  std::int64_t arrangements = 0;
};

/// Scores of a permuted problem as null distribution: p = (k + 1) / (N + 1), with k of the N rows of `null` (draws x
/// times) as large as the observed value, or with a largest value as large. NaN stays NaN and is left out of the
/// largest.
AboveChance against_draws(std::span<const double> observed, const Eigen::Ref<const Eigen::MatrixXd>& null,
                          double alpha);

struct PickOptions {
  std::int64_t draws = 10000;
  double alpha = 0.05;
  parallel::Seed seed;
  parallel::Threads threads;
};

/// Is the mean over people above chance: `scores` is people x times, `permuted[i]` the curves of person i with permuted
/// classes (permutations x times). Without an effect the own curve and the permuted ones of a person are exchangeable,
/// so that any pick of one a person is as likely as the observed one: draw i picks at random with Stream(derive(seed,
/// 2013), i), and p = (k + 1) / (N + 1) is exact for few permutations a person and few trials (the scheme of Stelzer,
/// Chen & Turner 2013, NeuroImage 65:69-82, with the own curve among those that are picked). As no score is truly below
/// chance, this asks whether anyone can be decoded, not whether most can (Allefeld, Goergen & Haynes 2016, NeuroImage
/// 141:378-392). Flipping signs of curves around chance does not hold its level: scores of cross-validation are skewed.
AboveChance pick_permuted(const Eigen::Ref<const Eigen::MatrixXd>& scores, std::span<const Eigen::MatrixXd> permuted,
                          const PickOptions& options);

}  // namespace attune::decode
