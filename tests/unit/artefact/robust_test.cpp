#include "attune/artefact/robust.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "attune/parallel/stream.hpp"

namespace attune::artefact {
namespace {

TEST(Median, OfAnEvenNumberIsTheMeanOfTheMiddleTwo) {
  EXPECT_EQ(median({4, 1, 3, 2}), 2.5);
  EXPECT_EQ(median({5, 1, 3}), 3);
  EXPECT_EQ(median({7}), 7);
}

TEST(Median, OfNothingOrOfNanIsNan) {
  EXPECT_TRUE(std::isnan(median({})));
  EXPECT_TRUE(std::isnan(median({1, std::numeric_limits<double>::quiet_NaN(), 2})));
}

TEST(Quantile, IsLinearBetweenOrderStatistics) {
  // numpy.quantile([0, 1, 2, 3, 10], q)
  EXPECT_EQ(quantile({10, 3, 2, 1, 0}, 0.25), 1);
  EXPECT_NEAR(quantile({10, 3, 2, 1, 0}, 0.98), 9.44, 1e-14);
  EXPECT_EQ(quantile({10, 3, 2, 1, 0}, 1.0), 10);
  EXPECT_EQ(quantile({10, 3, 2, 1, 0}, 0.0), 0);
}

TEST(RobustDeviation, IsTheInterquartileRangeTimes0p7413) {
  EXPECT_NEAR(robust_deviation({1, 2, 3, 4, 5, 6, 7, 8, 9}), 4 * 0.7413, 1e-15);
  EXPECT_NEAR(robust_deviation({8, 1, 4, 2}), (5.0 - 1.75) * 0.7413, 1e-15);  // numpy: quartiles 1.75 and 5
}

TEST(MedianAbsoluteDeviation, OfFiveNumbersByHand) {
  EXPECT_EQ(median_absolute_deviation({1, 1, 2, 2, 4, 6, 9}), 1);  // deviations from 2: 1 1 0 0 2 4 7
}

TEST(Order, StatisticsEqualThoseOfSortedValues) {
  parallel::Stream stream({7}, 0);
  for (std::size_t n = 1; n < 60; ++n) {
    std::vector<double> values(n);
    for (double& v : values) v = std::round(10 * stream.normal());  // with ties
    std::vector<double> sorted = values;
    std::sort(sorted.begin(), sorted.end());
    EXPECT_EQ(median(values), n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2);
    const double exact = 0.75 * static_cast<double>(n - 1);
    const auto at = static_cast<std::size_t>(exact);
    const double share = exact - static_cast<double>(at);
    EXPECT_EQ(quantile(values, 0.75), sorted[at] + (share > 0 ? share * (sorted[at + 1] - sorted[at]) : 0.0));
  }
}

// Above 4096 values the middle is sought between guesses from a sample: whatever the sample says, the answer is exact.
TEST(Order, StatisticsOfManyValuesEqualThoseOfSortedValues) {
  const auto check = [](std::vector<double> values, const char* what) {
    std::vector<double> sorted = values;
    std::sort(sorted.begin(), sorted.end());
    const std::size_t n = values.size();
    EXPECT_EQ(median(values),
              n % 2 == 1 ? sorted[n / 2] : sorted[n / 2 - 1] + 0.5 * (sorted[n / 2] - sorted[n / 2 - 1]))
        << what;
    for (const double q : {0.0, 0.001, 0.25, 0.75, 0.999, 1.0}) {
      const double exact = q * static_cast<double>(n - 1);
      const auto at = static_cast<std::size_t>(exact);
      const double share = exact - static_cast<double>(at);
      EXPECT_EQ(quantile(values, q), sorted[at] + (share > 0 ? share * (sorted[at + 1] - sorted[at]) : 0.0))
          << what << " " << q;
    }
  };
  for (const std::size_t n : {4096u, 10001u, 30000u}) {
    parallel::Stream stream({8}, n);
    std::vector<double> values(n), steps(n), spikes(n, 0.0), waves(n);
    for (std::size_t i = 0; i < n; ++i) {
      values[i] = stream.normal();
      steps[i] = std::round(stream.normal());
      if (i % (n / 1024) != 0) spikes[i] = stream.normal();  // hides from most of the sample
      waves[i] = std::sin(static_cast<double>(i));
    }
    check(values, "normal");
    check(steps, "steps");
    check(spikes, "spikes");
    check(waves, "sine");
    check(std::vector<double>(n, 3.0), "constant");
    std::sort(values.begin(), values.end());
    check(values, "sorted");
  }
}

}  // namespace
}  // namespace attune::artefact
