#include <gtest/gtest.h>

#include <cmath>

#include "attune/parallel/stream.hpp"
#include "attune/stats/reliable_change.hpp"
#include "attune/stats/two_proportions.hpp"

namespace attune::stats {
namespace {

constexpr double kRelative = 1e-10;  // of roots and sums of many terms

struct Case {
  Count a, b;
};
// All tables of groups of 7 and 5, and some drawn larger ones.
std::vector<Case> tables() {
  std::vector<Case> out;
  for (std::int64_t x = 0; x <= 7; ++x)
    for (std::int64_t y = 0; y <= 5; ++y) out.push_back({{x, 7}, {y, 5}});
  parallel::Stream stream({1934}, 0);
  for (int i = 0; i < 40; ++i) {
    const auto n = static_cast<std::int64_t>(stream.below(300) + 1),
               m = static_cast<std::int64_t>(stream.below(300) + 1);
    out.push_back({{static_cast<std::int64_t>(stream.below(static_cast<std::uint64_t>(n) + 1)), n},
                   {static_cast<std::int64_t>(stream.below(static_cast<std::uint64_t>(m) + 1)), m}});
  }
  return out;
}

void expect_same(double expected, double actual, const char* what) {
  if (std::isinf(expected) || std::isnan(expected)) {
    EXPECT_EQ(std::isnan(expected), std::isnan(actual)) << what;
    if (std::isinf(expected)) {
      EXPECT_EQ(expected, actual) << what;
    }
    return;
  }
  EXPECT_NEAR(actual, expected, kRelative * (1.0 + std::abs(expected))) << what;
}

TEST(ProportionProperty, SwappedGroupsMirrorEverything) {
  for (const auto& [a, b] : tables()) {
    const TwoProportions c = compare_proportions(a, b), s = compare_proportions(b, a);
    expect_same(-c.estimate, s.estimate, "estimate");
    expect_same(-c.interval.low, s.interval.high, "interval");
    expect_same(c.fisher.p, s.fisher.p, "fisher p");
    expect_same(1.0 / c.fisher.odds_ratio, s.fisher.odds_ratio, "odds ratio");
    if (c.fisher.interval.low > 0.0) expect_same(1.0 / c.fisher.interval.low, s.fisher.interval.high, "its interval");
    expect_same(c.log_bf10, s.log_bf10, "log_bf10");
    EXPECT_EQ(c.plain.has_value(), s.plain.has_value());
    if (c.plain) expect_same(c.plain->value, s.plain->value, "chi-squared");
  }
}

TEST(ProportionProperty, CountingTheOthersMirrorsEverything) {
  const auto others = [](const Count& c) { return Count{c.n - c.successes, c.n}; };
  for (const auto& [a, b] : tables()) {
    const TwoProportions c = compare_proportions(a, b), o = compare_proportions(others(a), others(b));
    expect_same(-c.interval.high, o.interval.low, "interval");
    expect_same(c.fisher.p, o.fisher.p, "fisher p");
    expect_same(1.0 / c.fisher.odds_ratio, o.fisher.odds_ratio, "odds ratio");
    const Proportion p = estimate_proportion(a, {0.3}), q = estimate_proportion(others(a), {0.7});
    expect_same(1.0 - p.exact.low, q.exact.high, "exact");
    expect_same(1.0 - p.wilson.high, q.wilson.low, "wilson");
    expect_same(p.p, q.p, "p");
    expect_same(p.log_bf10, q.log_bf10, "bayes factor");
  }
}

TEST(ProportionProperty, IntervalsHoldTheEstimateAndStayInBounds) {
  for (const auto& [a, b] : tables()) {
    const TwoProportions c = compare_proportions(a, b);
    EXPECT_LE(c.interval.low, c.estimate + kRelative);
    EXPECT_GE(c.interval.high, c.estimate - kRelative);
    EXPECT_GE(c.interval.low, -1.0 - kRelative);
    EXPECT_LE(c.interval.high, 1.0 + kRelative);
    const Interval exact = exact_interval(a, 0.95), wilson = wilson_interval(a, 0.95);
    for (const Interval& i : {exact, wilson}) {
      EXPECT_TRUE(0.0 <= i.low && i.low <= a.share() && a.share() <= i.high && i.high <= 1.0);
    }
  }
}

TEST(ProportionProperty, ExactIntervalsHoldTheSharesThatTheirTailsAllow) {
  for (std::int64_t x = 1; x < 20; ++x) {
    const Interval i = exact_interval({x, 20}, 0.95);
    double below = 0.0, above = 0.0;  // P(X <= x) at the high end, P(X >= x) at the low end
    for (std::int64_t k = 0; k <= 20; ++k) {
      const double ways = std::exp(std::lgamma(21.0) - std::lgamma(static_cast<double>(k) + 1.0) -
                                   std::lgamma(21.0 - static_cast<double>(k)));
      const auto mass = [&](double p) { return ways * std::pow(p, k) * std::pow(1.0 - p, 20 - k); };
      if (k <= x) below += mass(i.high);
      if (k >= x) above += mass(i.low);
    }
    EXPECT_NEAR(below, 0.025, kRelative);
    EXPECT_NEAR(above, 0.025, kRelative);
  }
}

TEST(ReliableChangeProperty, ShiftedAndScaledScoresChangeNoClass) {
  parallel::Stream stream({1991}, 0);
  std::vector<double> pre(50), post(50), pre_b, post_b, mirrored_pre, mirrored_post;
  for (std::size_t i = 0; i < pre.size(); ++i) {
    pre[i] = 50.0 + 10.0 * stream.normal();
    post[i] = pre[i] - 12.0 + 10.0 * stream.normal();
    pre_b.push_back(3.0 * pre[i] + 7.0);
    post_b.push_back(3.0 * post[i] + 7.0);
    mirrored_pre.push_back(-pre[i]);
    mirrored_post.push_back(-post[i]);
  }
  ReliableChangeOptions options;
  options.reliability = 0.8;
  options.functional = Population{30.0, 8.0};
  const ReliableChange c = reliable_change(pre, post, pre, options);
  options.functional = Population{97.0, 24.0};
  const ReliableChange s = reliable_change(pre_b, post_b, pre_b, options);
  options.functional = Population{-30.0, 8.0};
  const ReliableChange m = reliable_change(mirrored_pre, mirrored_post, mirrored_pre, options);
  EXPECT_EQ(c.classes, s.classes);
  EXPECT_EQ(c.classes, m.classes);
  EXPECT_TRUE(m.higher_is_better && !c.higher_is_better);
  for (std::size_t i = 0; i < pre.size(); ++i) expect_same(c.index[i], s.index[i], "rci");
}

}  // namespace
}  // namespace attune::stats
