// Numbers of MNE-Python 1.3.0 and SciPy on the same data (tests/support/made_points.hpp), and exact p from every
// arrangement, enumerated in Python with a flood fill.
#include <gtest/gtest.h>

#include "attune/cluster/permutation_test.hpp"
#include "made_points.hpp"

namespace attune::test {
namespace {

using cluster::Design;
using cluster::Grid;
using cluster::permutation_test;
using cluster::Statistic;

const Grid kGrid{5, 1, 40};
constexpr double kSame = 1e-11;  // t of order 10 from sums in another order

// Adds to channels [first, last] and times [from, to] of the first `people` columns.
void add(Eigen::MatrixXd& values, Eigen::Index people, Eigen::Index first, Eigen::Index last, Eigen::Index from,
         Eigen::Index to, double effect) {
  for (Eigen::Index channel = first; channel <= last; ++channel)
    values.block(kGrid.point(channel, 0, from), 0, to - from + 1, people).array() += effect;
}

struct Expected {
  double mass;
  std::size_t points;
  int as_large;  // of all arrangements
};

void expect_clusters(const cluster::TestResult& result, const std::vector<Expected>& expected, std::size_t all) {
  ASSERT_TRUE(result.enumerated);
  ASSERT_EQ(result.clusters.size(), all);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const auto& found = result.clusters[i];
    EXPECT_NEAR(found.sign * found.mass, expected[i].mass, kSame * 20);
    EXPECT_EQ(found.points.size(), expected[i].points);
    EXPECT_DOUBLE_EQ(found.p, expected[i].as_large / static_cast<double>(result.arrangements));
  }
}

Eigen::MatrixXd differences() {
  Eigen::MatrixXd values = plain_points(kGrid.points(), 8, 7);
  add(values, 8, 1, 3, 10, 19, 2.2);
  add(values, 8, 0, 1, 25, 32, -1.6);
  return values;
}

Eigen::MatrixXd two_groups() {
  Eigen::MatrixXd values = plain_points(kGrid.points(), 13, 11);
  add(values, 6, 1, 3, 10, 19, 2.0);
  add(values, 6, 3, 4, 26, 33, -1.9);
  return values;
}

cluster::TestOptions enumerating() {
  cluster::TestOptions options;
  options.permutations = 1716;  // 13 choose 6
  return options;
}

Design first_six(Statistic statistic) {
  Design design{statistic, std::vector<bool>(6, true)};
  design.in_a.resize(13, false);
  return design;
}

// permutation_cluster_1samp_test(threshold=t.ppf(.975, 7), n_permutations='all', tail=0)
TEST(MneClusters, OfDifferencesWithinPeople) {
  const auto result =
      permutation_test(differences(), {Statistic::one_sample, {}}, kGrid, channels_in_a_row(5), enumerating());
  EXPECT_NEAR(result.t[static_cast<std::size_t>(kGrid.point(2, 0, 12))], 2.326044190330215, kSame);
  EXPECT_NEAR(result.t[0], -1.3807887674600696, kSame);
  EXPECT_NEAR(result.critical_low, 2.3646242515927844, kSame);  // R: qt(.975, 7)
  expect_clusters(result,
                  {{115.45332676632418, 27, 2},
                   {-48.19159410853923, 14, 2},
                   {-7.944798031888433, 1, 38},
                   {-3.3120080349127416, 1, 230}},
                  11);
}

// permutation_cluster_test(threshold=t.ppf(.975, 11), tail=0, stat_fun=ttest_ind)
TEST(MneClusters, OfGroupsWithThePooledT) {
  const auto result =
      permutation_test(two_groups(), first_six(Statistic::pooled), kGrid, channels_in_a_row(5), enumerating());
  EXPECT_NEAR(result.t[static_cast<std::size_t>(kGrid.point(2, 0, 12))], 0.2412499124499738, kSame);
  expect_clusters(result,
                  {{30.591675066039933, 9, 1},
                   {17.97747144805469, 6, 8},
                   {-10.952925759569277, 4, 30},
                   {6.028649067804134, 2, 325}},
                  12);
}

TEST(ScipyClusters, OfGroupsWithWelchsTAndItsDegreesOfFreedom) {
  const auto result =
      permutation_test(two_groups(), first_six(Statistic::welch), kGrid, channels_in_a_row(5), enumerating());
  const auto point = static_cast<std::size_t>(kGrid.point(2, 0, 12));
  EXPECT_NEAR(result.t[point], 0.2525402307459688, kSame);
  EXPECT_NEAR(result.df[point], 9.474951892350168, kSame);
  expect_clusters(result,
                  {{30.54766118939088, 9, 1},
                   {18.242817698219184, 6, 8},
                   {-10.997329048437084, 4, 28},
                   {5.968659342654423, 2, 341}},
                  12);
}

// The p of each sign apart, doubled: 2, 16 (of 1716) and so on.
TEST(ScipyClusters, OfEachSignApart) {
  cluster::TestOptions options = enumerating();
  options.two_sided = cluster::TwoSided::doubled;
  const auto result = permutation_test(two_groups(), first_six(Statistic::welch), kGrid, channels_in_a_row(5), options);
  expect_clusters(result,
                  {{30.54766118939088, 9, 2},
                   {18.242817698219184, 6, 4},
                   {-10.997329048437084, 4, 32},
                   {5.968659342654423, 2, 376}},
                  12);
}

// MNE 1.3 raises its step, not the height, to the power of 2: over the step (0.001), its scores are the integral of
// e(h)^0.5 alone. A score holds up to two steps too much, times sqrt(27).
TEST(MneEnhancement, IsTheIntegralWithoutAHeight) {
  const auto result =
      permutation_test(differences(), {Statistic::one_sample, {}}, kGrid, channels_in_a_row(5), enumerating());
  cluster::Enhancer enhancer(kGrid, channels_in_a_row(5), {0.0, 0.5});
  const std::vector<double>& out = enhancer.enhance(result.t);
  const auto at = [&](Eigen::Index channel, Eigen::Index time) {
    return out[static_cast<std::size_t>(kGrid.point(channel, 0, time))];
  };
  constexpr double kTwoSteps = 0.0104;
  EXPECT_NEAR(at(2, 12), 13.001109234981167, kTwoSteps);
  EXPECT_NEAR(at(1, 15), 18.822227311808014, kTwoSteps);
  EXPECT_NEAR(at(0, 28), -11.742457451156459, kTwoSteps);
  EXPECT_NEAR(at(3, 0), 2.5173001410240653, kTwoSteps);
  EXPECT_NEAR(at(4, 39), -1.835758203840459, kTwoSteps);
}

}  // namespace
}  // namespace attune::test
