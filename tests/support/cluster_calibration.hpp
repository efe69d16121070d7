#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "attune/cluster/permutation_test.hpp"
#include "attune/parallel/chunks.hpp"
#include "made_points.hpp"

namespace attune::test {

/// A study without any effect: 8 channels in a row, 60 times, noise that neighbours in time and channel share.
struct NullStudy {
  std::size_t n_a = 20, n_b = 20;  ///< n_b = 0: one sample
  cluster::Statistic statistic = cluster::Statistic::welch;
  bool enhance = false;
  double rho = 0.9;          ///< of the noise from sample to sample
  double larger_spread = 1;  ///< of A, in standard deviations of B
  std::int64_t permutations = 199;
};

/// Share of studies with p <= 0.05 anywhere.
inline double false_positives(const NullStudy& study, std::size_t studies, std::uint64_t seed) {
  const cluster::Grid grid{8, 1, 60};
  const auto people = static_cast<Eigen::Index>(study.n_a + study.n_b);
  std::vector<char> positive(studies, 0);
  parallel::for_each(studies, {}, [&](std::size_t i) {
    parallel::Stream stream({seed}, i);
    Eigen::MatrixXd values(grid.points(), people);
    for (Eigen::Index person = 0; person < people; ++person)
      values.col(person) = smooth_noise(grid, study.rho, stream) *
                           (person < static_cast<Eigen::Index>(study.n_a) ? study.larger_spread : 1.0);
    cluster::Design design{study.statistic, {}};
    if (study.n_b > 0) {
      design.in_a.assign(study.n_a, true);
      design.in_a.resize(study.n_a + study.n_b, false);
    }
    cluster::TestOptions options;
    options.permutations = study.permutations;
    options.enhance = study.enhance;
    options.seed = {i};
    options.threads = {1};
    const auto result = cluster::permutation_test(values, design, grid, channels_in_a_row(8), options);
    positive[i] = !result.clusters.empty() && result.clusters.front().p <= 0.05 ? 1 : 0;
  });
  double count = 0;
  for (const char one : positive) count += one;
  return count / static_cast<double>(studies);
}

}  // namespace attune::test
