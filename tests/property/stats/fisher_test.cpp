#include <gtest/gtest.h>

#include "attune/parallel/stream.hpp"
#include "attune/stats/fisher_exact.hpp"

namespace attune::stats {
namespace {

// a and b of the first group, c and d of the second, with and without.
double p_of(std::int64_t a, std::int64_t b, std::int64_t c, std::int64_t d) {
  return fisher_exact({a, a + b}, {c, c + d}, 0.95).p;
}

constexpr double kTolerance = 1e-12;  // sums of a few dozen probabilities from lgamma

TEST(FisherExact, IsTheSameForSwappedRowsColumnsAndTheTransposedTable) {
  parallel::Stream random({11}, 0);
  for (int i = 0; i < 200; ++i) {
    const auto draw = [&] { return static_cast<std::int64_t>(random.below(15)) + 1; };  // no group is empty
    const std::int64_t a = draw(), b = draw(), c = draw(), d = draw();
    const double p = p_of(a, b, c, d);
    EXPECT_GE(p, 0);
    EXPECT_LE(p, 1);
    EXPECT_NEAR(p, p_of(c, d, a, b), kTolerance);
    EXPECT_NEAR(p, p_of(b, a, d, c), kTolerance);
    EXPECT_NEAR(p, p_of(a, c, b, d), kTolerance);
  }
}

TEST(FisherExact, FallsAsTheGroupsMoveApart) {
  double before = 1.0;
  for (std::int64_t lost = 6; lost <= 12; ++lost) {
    const double p = p_of(6, 6, lost, 12 - lost);
    EXPECT_LE(p, before);
    before = p;
  }
  EXPECT_LT(before, 0.05) << "6 of 12 against 12 of 12";
}

}  // namespace
}  // namespace attune::stats
