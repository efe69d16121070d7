// The numbers of docs/validation.md about permutation in blocks, trimmed means and bootstrap intervals.
#include "../stats/block_calibration.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "../stats/calibration.hpp"

namespace attune::test {
namespace {

using stats::CompareTest;
using stats::CorrelationMethod;
using stats::Exchange;

constexpr std::size_t kStudies = 5000;
constexpr std::int64_t kDraws = 199;
constexpr double kGate = 0.0125;  // four standard errors of 5 % of 5,000 studies

double printed(const std::string& what, double share) {
  fmt::print("{}: {:.2f} %\n", what, 100.0 * share);
  return share;
}

TEST(LongBlockCalibration, DyadsOfOneGroup) {
  struct Design {
    std::size_t a, b;
    double sd;
    double gate;
  };
  // Under unequal variances the studentised statistic is right for many blocks; for 5 and 15 it is close.
  for (const Design& d : {Design{10, 10, 1.0, kGate}, Design{5, 15, 2.0, 0.03}, Design{10, 30, 2.0, 0.02}}) {
    const std::string what = fmt::format("{} and {} dyads, SD {} to 1", d.a, d.b, d.sd);
    const auto share = [&](bool blocks) {
      return share_of_blocked(kStudies, [&](parallel::Stream& stream, parallel::Seed seed) {
        return is_rejected(compare_blocked(alike_dyads(stream, d.a, d.b, d.sd), seed, kDraws, blocks));
      });
    };
    EXPECT_NEAR(printed(what + ", whole", share(true)), 0.05, d.gate);
    EXPECT_GT(printed(what + ", blocks ignored", share(false)), 0.09);
  }
}

TEST(LongBlockCalibration, UnevenSites) {
  for (const double sd : {1.0, 2.0}) {
    const std::string what = fmt::format("10 and 30 people unevenly at three sites, SD {} to 1", sd);
    for (const CompareTest test :
         {CompareTest::welch, CompareTest::student, CompareTest::mann_whitney, CompareTest::yuen}) {
      const double share = share_of_blocked(kStudies, [&](parallel::Stream& stream, parallel::Seed seed) {
        return is_rejected(compare_blocked(uneven_sites(stream, {5, 3, 2}, {5, 10, 15}, sd), seed, kDraws, true, test));
      });
      printed(what + ", within, " + stats::name_of(test), share);
      if (sd == 1.0 || test == CompareTest::welch) {
        EXPECT_NEAR(share, 0.05, sd == 1.0 ? kGate : 0.03);  // 10 people with the larger SD: close, as for Welch
      }
    }
    const double ignored = share_of_blocked(kStudies, [&](parallel::Stream& stream, parallel::Seed seed) {
      return is_rejected(compare_blocked(uneven_sites(stream, {5, 3, 2}, {5, 10, 15}, sd), seed, kDraws, false));
    });
    EXPECT_GT(printed(what + ", blocks ignored", ignored), 0.1);
  }
}

TEST(LongBlockCalibration, Correlations) {
  for (const bool given : {false, true})
    for (const CorrelationMethod method :
         {CorrelationMethod::pearson, CorrelationMethod::spearman, CorrelationMethod::kendall}) {
      if (given && method != CorrelationMethod::pearson) continue;
      const auto share = [&](std::size_t blocks, std::size_t size, double between, Exchange exchange, bool use) {
        return share_of_blocked(kStudies / 2, [&](parallel::Stream& stream, parallel::Seed seed) {
          return is_rejected(
              correlate_blocked(stream, seed, blocks, size, between, given, kDraws, method, exchange, use));
        });
      };
      const std::string what = stats::name_of(method) + (given ? ", 1 given" : "");
      EXPECT_NEAR(printed(what + ", 12 blocks of 4, whole", share(12, 4, 0.0, Exchange::whole, true)), 0.05, 0.0175);
      EXPECT_GT(printed(what + ", 12 blocks of 4, ignored", share(12, 4, 0.0, Exchange::whole, false)), 0.1);
      EXPECT_NEAR(printed(what + ", 4 sites of 10 that differ, within", share(4, 10, 2.0, Exchange::within, true)),
                  0.05, 0.0175);
      EXPECT_GT(printed(what + ", 4 sites of 10 that differ, ignored", share(4, 10, 2.0, Exchange::within, false)),
                0.2);
    }
}

// Values of standard deviation 1 whose mean is 0: normal, or exponentiated normal ones.
double drawn(parallel::Stream& stream, bool lognormal) {
  const double z = stream.normal();
  if (!lognormal) return z;
  const double e = std::exp(1.0);
  return (std::exp(z) - std::sqrt(e)) / std::sqrt(e * (e - 1.0));
}

// Trimmed means of lognormal values are equal where their distributions are, so that unequal SDs are left out.
TEST(LongBlockCalibration, Yuen) {
  constexpr std::size_t kMany = 20000;
  for (const bool lognormal : {false, true})
    for (const TwoGroups& truth : {TwoGroups{12, 12}, TwoGroups{20, 20}, unequal()}) {
      if (lognormal && truth.sd_a != truth.sd_b) continue;
      const auto share = [&](CompareTest test) {
        return share_of_blocked(kMany, [&](parallel::Stream& stream, parallel::Seed) {
          std::vector<double> a, b;
          for (std::size_t i = 0; i < truth.n_a; ++i) a.push_back(truth.sd_a * drawn(stream, lognormal));
          for (std::size_t i = 0; i < truth.n_b; ++i) b.push_back(truth.sd_b * drawn(stream, lognormal));
          return stats::compare_groups(a, b, options_for(test)).p < 0.05;
        });
      };
      const std::string what =
          fmt::format("{} {} and {}, SD {} to 1", lognormal ? "lognormal" : "normal", truth.n_a, truth.n_b, truth.sd_a);
      const double yuen = printed(what + ", yuen", share(CompareTest::yuen));
      printed(what + ", welch", share(CompareTest::welch));
      if (!lognormal) {
        EXPECT_NEAR(yuen, 0.05, 0.0125);
      }
    }
}

TEST(LongBlockCalibration, YuenOfPairs) {
  constexpr std::size_t kMany = 20000;
  for (const std::size_t n : {12U, 20U}) {
    const double share = share_of_blocked(kMany, [&](parallel::Stream& stream, parallel::Seed) {
      std::vector<double> a, b;
      for (std::size_t i = 0; i < n; ++i) {
        const double common = stream.normal();
        a.push_back(common + stream.normal());
        b.push_back(common + stream.normal());
      }
      return stats::compare_pairs(a, b, options_for(CompareTest::yuen)).p < 0.05;
    });
    EXPECT_NEAR(printed(fmt::format("{} pairs, half of the variance shared, yuen", n), share), 0.05, 0.0125);
  }
}

// No interval of a mean holds what it promises for a dozen lognormal values; documentation and numbers say so.
TEST(LongBlockCalibration, BootstrapIntervalsOfTheDifference) {
  constexpr std::size_t kFew = 2000;
  for (const bool lognormal : {false, true})
    for (const auto& [n_a, n_b, sd] :
         {std::tuple<std::size_t, std::size_t, double>{12, 12, 1.0}, {20, 20, 1.0}, {10, 30, 2.0}}) {
      for (const CompareTest test : {CompareTest::welch, CompareTest::yuen}) {
        if (test == CompareTest::yuen && lognormal && sd != 1.0) continue;
        const double covers =
            share_of_blocked(kFew, [&, n_a = n_a, n_b = n_b, sd = sd](parallel::Stream& stream, parallel::Seed seed) {
              std::vector<double> a, b;
              for (std::size_t i = 0; i < n_a; ++i) a.push_back(sd * drawn(stream, lognormal));
              for (std::size_t i = 0; i < n_b; ++i) b.push_back(drawn(stream, lognormal));
              stats::CompareOptions options = options_for(test);
              options.bootstrap = 1000;
              options.seed = seed;
              options.threads = {1};
              const stats::Comparison c = stats::compare_groups(a, b, options);
              const auto& i = c.bootstrap->of[0].interval;
              return i && i->low <= 0.0 && 0.0 <= i->high;
            });
        EXPECT_GT(printed(fmt::format("BCa, {}, {}, n {} and {}, SD {} to 1", stats::name_of(test),
                                      lognormal ? "lognormal" : "normal", n_a, n_b, sd),
                          covers),
                  0.78);
      }
    }
}

TEST(LongBlockCalibration, BootstrapIntervalsOfDAndR) {
  constexpr std::size_t kFew = 2000;
  for (const std::size_t n : {12U, 20U, 50U}) {
    const double d = share_of_blocked(kFew, [n](parallel::Stream& stream, parallel::Seed seed) {
      std::vector<double> a, b;
      for (std::size_t i = 0; i < n; ++i) a.push_back(0.8 + stream.normal());
      for (std::size_t i = 0; i < n; ++i) b.push_back(stream.normal());
      stats::CompareOptions options;
      options.bootstrap = 1000;
      options.seed = seed;
      options.threads = {1};
      const auto i = stats::compare_groups(a, b, options).bootstrap->of[1].interval;
      return i && i->low <= 0.8 && 0.8 <= i->high;
    });
    EXPECT_GT(printed(fmt::format("BCa of d = 0.8, n {} and {}", n, n), d), 0.78);
    const double r = share_of_blocked(kFew, [n](parallel::Stream& stream, parallel::Seed seed) {
      std::vector<double> x, y;
      for (std::size_t i = 0; i < n; ++i) {
        x.push_back(stream.normal());
        y.push_back(0.5 * x.back() + std::sqrt(0.75) * stream.normal());
      }
      stats::CorrelateOptions options;
      options.bootstrap = 1000;
      options.seed = seed;
      options.threads = {1};
      const auto i = stats::correlate(x, y, {}, options).bootstrap->of[0].interval;
      return i && i->low <= 0.5 && 0.5 <= i->high;
    });
    EXPECT_GT(printed(fmt::format("BCa of r = 0.5, n {}", n), r), 0.78);
  }
}

}  // namespace
}  // namespace attune::test
