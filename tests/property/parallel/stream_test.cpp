#include "attune/parallel/stream.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <map>
#include <vector>

namespace attune::parallel {
namespace {

constexpr int kDraws = 200000;
// Five standard errors: a wrong generator is far outside, a right one with this fixed seed is inside.
constexpr double kStandardErrors = 5;

TEST(UniformNumbers, HaveTheMomentsOfTheUniformDistribution) {
  Stream stream({11}, 0);
  double sum = 0, squares = 0;
  std::array<int, 20> bins{};
  for (int i = 0; i < kDraws; ++i) {
    const double u = stream.uniform();
    sum += u;
    squares += u * u;
    ++bins[static_cast<std::size_t>(u * 20)];
  }
  EXPECT_NEAR(sum / kDraws, 0.5, kStandardErrors * std::sqrt(1.0 / 12 / kDraws));
  EXPECT_NEAR(squares / kDraws, 1.0 / 3, kStandardErrors * std::sqrt(4.0 / 45 / kDraws));
  double chi_square = 0;
  for (const int count : bins) chi_square += std::pow(count - kDraws / 20.0, 2) / (kDraws / 20.0);
  EXPECT_LT(chi_square, 43.8);  // 99.9 % point of chi-square with 19 degrees of freedom
}

TEST(NormalNumbers, HaveTheMomentsOfTheNormalDistribution) {
  Stream stream({12}, 0);
  double m1 = 0, m2 = 0, m3 = 0, m4 = 0, lag = 0, before = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double z = stream.normal();
    ASSERT_TRUE(std::isfinite(z));
    m1 += z;
    m2 += z * z;
    m3 += z * z * z;
    m4 += z * z * z * z;
    lag += z * before;
    before = z;
  }
  const double n = kDraws, error = kStandardErrors / std::sqrt(n);
  EXPECT_NEAR(m1 / n, 0, error);
  EXPECT_NEAR(m2 / n, 1, error * std::sqrt(2.0));
  EXPECT_NEAR(m3 / n, 0, error * std::sqrt(15.0));
  EXPECT_NEAR(m4 / n, 3, error * std::sqrt(96.0));
  EXPECT_NEAR(lag / n, 0, error);  // the two values of one Box-Muller pair are independent
}

TEST(WholeNumbers, AreUnbiased) {
  Stream stream({13}, 0);
  std::array<int, 7> counts{};
  for (int i = 0; i < kDraws; ++i) ++counts[stream.below(7)];
  double chi_square = 0;
  for (const int count : counts) chi_square += std::pow(count - kDraws / 7.0, 2) / (kDraws / 7.0);
  EXPECT_LT(chi_square, 22.5);  // 99.9 % point with 6 degrees of freedom
}

TEST(Shuffles, AreEquallyLikely) {
  std::map<std::vector<int>, int> counts;
  constexpr int kShuffles = 24000;
  for (int i = 0; i < kShuffles; ++i) {
    Stream stream({14}, static_cast<std::uint64_t>(i));
    std::vector<int> items = {0, 1, 2, 3};
    shuffle(std::span(items), stream);
    ++counts[items];
  }
  ASSERT_EQ(counts.size(), 24u);
  double chi_square = 0;
  for (const auto& [order, count] : counts) chi_square += std::pow(count - kShuffles / 24.0, 2) / (kShuffles / 24.0);
  EXPECT_LT(chi_square, 49.7);  // 99.9 % point with 23 degrees of freedom
}

// Streams of neighbouring items and seeds must be as unrelated as numbers of one stream.
TEST(Streams, OfNeighboursAreUncorrelated) {
  double items = 0, seeds = 0;
  constexpr int kStreams = 50000;
  for (int i = 0; i < kStreams; ++i) {
    const auto n = static_cast<std::uint64_t>(i);
    items += (Stream({1}, n).uniform() - 0.5) * (Stream({1}, n + 1).uniform() - 0.5);
    seeds += (Stream({n}, 1).uniform() - 0.5) * (Stream({n + 1}, 1).uniform() - 0.5);
  }
  const double error = kStandardErrors / 12 / std::sqrt(kStreams);
  EXPECT_NEAR(items / kStreams, 0, error);
  EXPECT_NEAR(seeds / kStreams, 0, error);
}

}  // namespace
}  // namespace attune::parallel
