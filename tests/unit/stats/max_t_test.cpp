#include "attune/stats/max_t.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace attune::stats {
namespace {

// Every measure of `copies` is the first, in other units.
PeopleByMeasure same_measures(std::size_t people, std::size_t copies, double shift) {
  PeopleByMeasure out{people, copies, {}};
  parallel::Stream stream({4}, 0);
  for (std::size_t i = 0; i < people; ++i) {
    const double value = stream.normal() + (i < people / 2 ? shift : 0.0);
    for (std::size_t m = 0; m < copies; ++m) out.values.push_back(100.0 + value * static_cast<double>(m + 1));
  }
  return out;
}

std::vector<bool> first_half(std::size_t people) {
  std::vector<bool> out(people);
  for (std::size_t i = 0; i < people / 2; ++i) out[i] = true;
  return out;
}

const PermutationOptions kOptions{2000, {7}, {1}};

TEST(MaxT, OfCopiesOfOneMeasureCostsNothing) {
  const auto one = max_t_groups(same_measures(24, 1, 0.8), first_half(24), GroupStatistic::welch_t, kOptions);
  const auto many = max_t_groups(same_measures(24, 9, 0.8), first_half(24), GroupStatistic::welch_t, kOptions);
  for (const double p : many.p) EXPECT_EQ(p, one.p[0]);
}

TEST(MaxT, OfOneMeasureIsItsPermutationP) {
  const PeopleByMeasure table = same_measures(24, 1, 0.8);
  const std::span all(table.values);
  const PermutationResult plain =
      permute_groups(all.first(12), all.subspan(12), GroupStatistic::welch_t, {20000, {7}, {1}});
  const auto max_t = max_t_groups(table, first_half(24), GroupStatistic::welch_t, {20000, {8}, {1}});
  // Two samples of 20,000 arrangements: four standard errors of their difference.
  EXPECT_NEAR(max_t.p[0], plain.p, 4.0 * std::sqrt(2.0 * plain.p * (1.0 - plain.p) / 20000.0));
}

TEST(MaxT, OfPairsCountsEverySignOfOne) {
  // Four differences of one sign: 2 of 16 sign patterns are as large, so p is near 1/8.
  const PeopleByMeasure table{4, 1, {1.0, 1.1, 0.9, 1.2}};
  EXPECT_NEAR(max_t_signs(table, {20000, {3}, {2}}).p[0], 0.125, 4.0 * std::sqrt(0.125 * 0.875 / 20000.0));
}

TEST(MaxT, IsTheSameForAnyNumberOfThreadsAndAnyUnit) {
  const PeopleByMeasure table = same_measures(30, 5, 0.3);
  PeopleByMeasure scaled = table;
  for (double& value : scaled.values) value = 1e6 * value - 3.0;
  const auto one = max_t_groups(table, first_half(30), GroupStatistic::mean_difference, {3000, {7}, {1}});
  EXPECT_EQ(max_t_groups(table, first_half(30), GroupStatistic::mean_difference, {3000, {7}, {3}}).p, one.p);
  EXPECT_EQ(max_t_groups(scaled, first_half(30), GroupStatistic::mean_difference, {3000, {7}, {2}}).p, one.p);
}

TEST(MaxT, LeavesWhatIsMissingWithItsPerson) {
  PeopleByMeasure table = same_measures(24, 2, 2.0);
  table.values[3 * 2 + 1] = std::numeric_limits<double>::quiet_NaN();
  table.values[20 * 2 + 1] = std::numeric_limits<double>::quiet_NaN();
  const auto result = max_t_groups(table, first_half(24), GroupStatistic::welch_t, kOptions);
  for (const double p : result.p) {
    EXPECT_GT(p, 0.0);
    EXPECT_LT(p, 0.05);
  }
}

}  // namespace
}  // namespace attune::stats
