#include "attune/parallel/stream.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <vector>

namespace attune::parallel {
namespace {

// Known answer of Philox 4x32-10 for key 0 and counter 0: Random123's kat_vectors (Salmon et al. 2011).
TEST(Stream, GivesTheKnownAnswerOfPhilox) {
  Stream stream({0}, 0);
  EXPECT_EQ(stream(), 0xe169c58d6627e8d5u);
  EXPECT_EQ(stream(), 0x9b00dbd8bc57ac4cu);
}

TEST(Stream, DependsOnSeedAndItemOnly) {
  const auto draw = [](std::uint64_t seed, std::uint64_t item) {
    Stream stream({seed}, item);
    std::vector<std::uint64_t> out;
    for (int i = 0; i < 5; ++i) out.push_back(stream());
    return out;
  };
  EXPECT_EQ(draw(1, 17), draw(1, 17));
  EXPECT_NE(draw(1, 17), draw(1, 18));
  EXPECT_NE(draw(1, 17), draw(2, 17));
  EXPECT_NE(draw(1, 0), draw(std::uint64_t{1} << 32, 0));
  EXPECT_NE(draw(1, 0), draw(1, std::uint64_t{1} << 32));
}

TEST(Stream, IsUniformInTheHalfOpenInterval) {
  EXPECT_LT(static_cast<double>(~std::uint64_t{0} >> 11) * 0x1.0p-53, 1.0);
  Stream stream({7}, 1);
  for (int i = 0; i < 1000; ++i) {
    const double u = stream.uniform();
    ASSERT_TRUE(u >= 0 && u < 1) << u;
  }
}

TEST(Stream, BelowOneIsAlwaysZero) {
  Stream stream({7}, 1);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(stream.below(1), 0u);
}

TEST(Stream, BelowALargeBoundStaysBelowIt) {
  Stream stream({7}, 1);
  constexpr std::uint64_t kBound = (std::uint64_t{1} << 63) + 1;  // half of all draws are refused
  for (int i = 0; i < 1000; ++i) ASSERT_LT(stream.below(kBound), kBound);
}

TEST(Shuffle, KeepsTheItems) {
  std::vector<int> items(50), sorted(50);
  std::iota(sorted.begin(), sorted.end(), 0);
  items = sorted;
  Stream stream({3}, 0);
  shuffle(std::span(items), stream);
  EXPECT_NE(items, sorted);
  std::sort(items.begin(), items.end());
  EXPECT_EQ(items, sorted);
}

TEST(Derive, GivesEachPartItsOwnSeed) {
  EXPECT_EQ(derive({1}, 2).value, derive({1}, 2).value);
  EXPECT_NE(derive({1}, 2).value, derive({1}, 3).value);
  EXPECT_NE(derive({1}, 2).value, derive({2}, 2).value);
}

}  // namespace
}  // namespace attune::parallel
