#include "attune/latency/jackknife.hpp"

#include <gtest/gtest.h>

#include <array>
#include <numeric>

#include "bumps.hpp"

namespace attune::latency {
namespace {

// Sums of a few numbers in another order.
constexpr double kRounding = 1e-12;

Reader last_sample() {
  return [](const erp::Waveform& waveform) { return erp::Reading{waveform.values.back(), ""}; };
}

Waveforms three_people() {
  Waveforms out(3, 2);
  out << 0, 1, 0, 2, 0, 6;
  return out;
}

TEST(Jackknife, LeavesEveryoneOutInTurn) {
  const std::array<std::size_t, 3> everyone{0, 1, 2};
  const Jackknife of = jackknife(three_people(), everyone, {Hertz(250), 0, 2}, last_sample());
  EXPECT_DOUBLE_EQ(of.whole.value, 3.0);
  EXPECT_EQ(of.without, (std::vector<double>{4.0, 3.5, 1.5}));
  EXPECT_EQ(of.reason, "");
}

TEST(Jackknife, CountsAPersonWhoIsDrawnTwiceTwice) {
  const std::array<std::size_t, 3> drawn{0, 0, 2};
  const Jackknife of = jackknife(three_people(), drawn, {Hertz(250), 0, 2}, last_sample());
  EXPECT_DOUBLE_EQ(of.whole.value, 8.0 / 3.0);
  EXPECT_EQ(of.without, (std::vector<double>{3.5, 3.5, 1.0}));
}

TEST(Jackknife, SaysWhoseAbsenceLeavesNoReading) {
  const std::array<std::size_t, 3> everyone{0, 1, 2};
  const Reader reader = [](const erp::Waveform& waveform) {
    return waveform.values.back() < 2 ? erp::Reading{.reason = "too small"} : erp::Reading{waveform.values.back(), ""};
  };
  const Jackknife of = jackknife(three_people(), everyone, {Hertz(250), 0, 2}, reader);
  EXPECT_TRUE(of.without.empty());
  EXPECT_EQ(of.reason, "too small");
  EXPECT_EQ(of.who, 2u);
}

TEST(Retrieve, GivesBackSingleScoresOfALinearMeasure) {
  const std::vector<double> scores{1.0, 2.5, 6.0, -3.0};
  const double sum = std::accumulate(scores.begin(), scores.end(), 0.0);
  std::vector<double> without;
  for (const double x : scores) without.push_back((sum - x) / 3.0);
  const std::vector<double> retrieved = retrieve(without);
  for (std::size_t i = 0; i < scores.size(); ++i) EXPECT_NEAR(retrieved[i], scores[i], kRounding);
}

// Mean 1.625, squares of the deviations 41.6875: SE = sqrt(41.6875 / 3 / 4).
TEST(Retrieve, AndTheErrorIsThatOfTheirMean) {
  const std::vector<double> without{(6.5 - 1.0) / 3, (6.5 - 2.5) / 3, (6.5 - 6.0) / 3, (6.5 + 3.0) / 3};
  EXPECT_NEAR(standard_error(without), std::sqrt(41.6875 / 12.0), kRounding);
}

}  // namespace
}  // namespace attune::latency
