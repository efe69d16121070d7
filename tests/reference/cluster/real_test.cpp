// The study imaCond3: evoked potentials of 48 people at Pz, phase Akquges, stimuli S51 and S52, every fourth sample of
// 1024 Hz, against MNE-Python 1.3.0's permutation_cluster_1samp_test of the differences (threshold t.ppf(.975, 47),
// 10,000 permutations).
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "attune/cluster/permutation_test.hpp"
#include "attune/table/delimited.hpp"
#include "shared_data.hpp"

namespace attune::test {
namespace {

// points x people of S51 - S52, people in the order of the file.
Eigen::MatrixXd differences(const Table& table) {
  constexpr Eigen::Index kPoints = 307;
  const std::vector<std::string> phase = table.text("phase"), stimulus = table.text("cs");
  std::vector<Eigen::Index> first, second;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (phase[row] != "Akquges") continue;
    if (stimulus[row] == "S51") first.push_back(static_cast<Eigen::Index>(row));
    if (stimulus[row] == "S52") second.push_back(static_cast<Eigen::Index>(row));
  }
  Eigen::MatrixXd out(kPoints, static_cast<Eigen::Index>(first.size()));
  for (Eigen::Index point = 0; point < kPoints; ++point) {
    const std::vector<double> values = table.numbers(fmt::format("s{}", 4 * point));
    for (std::size_t i = 0; i < first.size(); ++i)
      out(point, static_cast<Eigen::Index>(i)) =
          values[static_cast<std::size_t>(first[i])] - values[static_cast<std::size_t>(second[i])];
  }
  return out;
}

TEST(RealClusters, OfOneChannelAreMnes) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/groups/imacond3/erp_Pz_Akquges_Hab.csv");
  cluster::TestOptions options;
  options.permutations = 10000;
  const auto result = cluster::permutation_test(differences(read_table(path)), {cluster::Statistic::one_sample, {}},
                                                {1, 1, 307}, scalp::Neighbours(1), options);
  EXPECT_EQ(result.n_a, 48u);
  EXPECT_NEAR(result.t[200], 2.840906993927191, 1e-12);
  ASSERT_GE(result.clusters.size(), 2u);
  EXPECT_NEAR(result.clusters[0].mass, 270.3379813351317, 1e-10);
  EXPECT_EQ(result.clusters[0].points.size(), 101u);
  EXPECT_NEAR(result.clusters[1].mass, 35.188036244463035, 1e-10);
  EXPECT_EQ(result.clusters[1].points.size(), 16u);
  // Four standard errors of the difference of two times 10,000 arrangements.
  EXPECT_NEAR(result.clusters[0].p, 0.0025, 0.0029);
  EXPECT_GT(result.clusters[0].p, 0.0003);
  EXPECT_NEAR(result.clusters[1].p, 0.0908, 0.0163);
}

}  // namespace
}  // namespace attune::test
