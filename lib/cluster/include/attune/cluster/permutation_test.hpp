#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "attune/cluster/enhancement.hpp"
#include "attune/cluster/grid.hpp"
#include "attune/cluster/labelling.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/parallel/progress.hpp"
#include "attune/parallel/stream.hpp"
#include "attune/scalp/adjacency.hpp"
#include "attune/stats/alternative.hpp"

namespace attune::cluster {

/// The t of every point.
enum class Statistic {
  welch,      ///< two groups, variances apart
  pooled,     ///< two groups, one variance
  one_sample  ///< values of one group against 0: differences within people (the paired t) or a condition
};

/// How the two signs of a two-sided test share one p.
enum class TwoSided {
  largest,  ///< against the largest cluster of either sign in each arrangement (as MNE)
  doubled   ///< against the largest of its own sign, the p doubled and at most 1 (FieldTrip's correcttail = 'prob')
};

/// Who is compared.
struct Design {
  Statistic statistic = Statistic::welch;
  std::vector<bool> in_a;  ///< of every person, for two groups; empty for one sample
};

struct TestOptions {
  double forming_p = 0.05;  ///< of each point: beyond it, points make clusters
  int least_neighbours = 0;
  bool enhance = false;  ///< threshold-free enhancement in place of clusters; `forming_p` is not used
  EnhancementOptions enhancement;
  double alpha = 0.05;  ///< with `enhance`: points at or below this p are gathered into clusters
  stats::Alternative alternative = stats::Alternative::two_sided;
  TwoSided two_sided = TwoSided::largest;
  std::int64_t permutations = 10000;
  parallel::Seed seed;
  parallel::Threads threads;
  parallel::Progress progress;
};

/// A cluster of the observed arrangement and its p.
struct TestedCluster : Cluster {
  double p = 1;
  Eigen::Index peak = 0;  ///< the point with the largest |t|, of equal ones the first
};

/// What every point says, and which clusters are larger than arrangements at random make them.
struct TestResult {
  Grid grid;
  std::size_t n_a = 0, n_b = 0;    ///< people; n_b is 0 for one sample
  std::vector<double> t, df;       ///< NaN where a point was not tested
  std::vector<double> difference;  ///< mean of A less mean of B, or the mean, in the unit of the values
  Eigen::Index tested = 0;         ///< points with a value of everybody, and variation
  Eigen::Index incomplete = 0;     ///< points that somebody has no value for
  Eigen::Index constant = 0;       ///< points at which everybody has the same value (all 0, for one sample)
  double critical_low = std::numeric_limits<double>::quiet_NaN();   ///< the least critical |t|, at most df
  double critical_high = std::numeric_limits<double>::quiet_NaN();  ///< the largest among the tested points
  std::vector<TestedCluster> clusters;                              ///< by p, then by mass, largest first
  std::vector<double> enhanced, p;  ///< of every point, with `enhance` alone; NaN where not tested
  std::int64_t arrangements = 0;
  bool enumerated = false;
};

/// Cluster permutation test (Maris & Oostenveld 2007, J Neurosci Methods 164:177-190) of `values`, points x people in
/// the order of the grid. Points without a value of everybody (NaN) and points without variation are not tested and
/// counted. Positive and negative clusters are apart; their size is the sum of |t|. Two groups exchange people, one
/// sample flips signs. When the distinct arrangements are no more than asked for, all are taken and p = k / m; else p
/// = (k + 1) / (m + 1), the observed arrangement counted, never 0. Ties up to rounding count. The critical t of Welch
/// is that of each point's own degrees of freedom. p says that the difference is not nothing somewhere; where a cluster
/// begins and ends is no estimate of where or when the effect does (Sassenhagen & Draschkow 2019, Psychophysiology
/// 56:e13335). The same bits for any number of threads. Fewer than two people in a group, and no point to test, are
/// analysis errors; a forming p outside (0, 1), counts that do not fit the grid, usage or internal errors.
TestResult permutation_test(const Eigen::Ref<const Eigen::MatrixXd>& values, const Design& design, const Grid& grid,
                            const scalp::Neighbours& neighbours, const TestOptions& options);

}  // namespace attune::cluster
