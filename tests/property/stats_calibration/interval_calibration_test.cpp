// How often the intervals of estimates hold the truth; the shares seen are in docs/validation.md.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "../stats/calibration.hpp"
#include "attune/stats/correlate.hpp"
#include "attune/stats/describe.hpp"
#include "calibration_line.hpp"

namespace attune::test {
namespace {

using stats::CompareTest;

constexpr std::size_t kStudies = 20000;

bool holds_difference(const stats::Comparison& c) { return c.interval.low <= 0.7 && 0.7 <= c.interval.high; }

/// Share of `kStudies` for which `event(stream)` holds.
template <class Event>
double share_of_streams(const Event& event) {
  const double hits = parallel::sum(kStudies, 50, {}, [&](std::size_t begin, std::size_t end) {
    double count = 0.0;
    for (std::size_t study = begin; study < end; ++study) {
      parallel::Stream stream({2011}, study);
      count += event(stream) ? 1.0 : 0.0;
    }
    return count;
  });
  return hits / static_cast<double>(kStudies);
}

TEST(LongIntervalCalibration, OfDifferences) {
  for (const TwoGroups& truth : {TwoGroups{12, 12, 0.7, 0.0}, TwoGroups{10, 30, 0.7, 0.0, 2.0, 1.0}}) {
    const bool equal = truth.n_a == truth.n_b;
    const char* const groups = equal ? "n 12 and 12" : "n 10 and 30, SD 2 to 1";
    for (const CompareTest test : {CompareTest::welch, CompareTest::student, CompareTest::mann_whitney}) {
      const double share = share_of_studies(truth, kStudies, options_for(test), holds_difference);
      print_share(fmt::format("interval of the difference, {}, {}", stats::name_of(test), groups), share, kStudies);
      if (equal || test == CompareTest::welch) {
        EXPECT_NEAR(share, 0.95, 0.01) << stats::name_of(test);
      } else {
        EXPECT_LT(share, 0.93) << stats::name_of(test);  // pooled and ranked alike go wrong
      }
    }
  }
}

TEST(LongIntervalCalibration, OfPairs) {
  for (const CompareTest test : {CompareTest::paired_t, CompareTest::signed_rank}) {
    const double share = share_of_streams([&](parallel::Stream& stream) {
      std::vector<double> a(15), b(15);
      for (std::size_t i = 0; i < 15; ++i) {
        b[i] = stream.normal();
        a[i] = b[i] + 0.7 + stream.normal();
      }
      return holds_difference(stats::compare_pairs(a, b, options_for(test)));
    });
    print_share(fmt::format("interval of the difference, {}, 15 pairs", stats::name_of(test)), share, kStudies);
    EXPECT_NEAR(share, 0.95, 0.012) << stats::name_of(test);
  }
}

TEST(LongIntervalCalibration, OfCorrelationsAndMeans) {
  for (const std::size_t n : {10U, 40U}) {
    const double r = share_of_streams([&](parallel::Stream& stream) {
      std::vector<double> x(n), y(n);
      for (std::size_t i = 0; i < n; ++i) {
        x[i] = stream.normal();
        y[i] = 0.5 * x[i] + std::sqrt(0.75) * stream.normal();
      }
      const stats::Interval interval = *stats::correlate(x, y, {}, {}).interval;
      return interval.low <= 0.5 && 0.5 <= interval.high;
    });
    print_share(fmt::format("interval of Pearson's r, rho 0.5, n {}", n), r, kStudies);
    EXPECT_NEAR(r, 0.95, 0.012) << n;
    const double mean = share_of_streams([&](parallel::Stream& stream) {
      std::vector<double> x(n);
      for (double& value : x) value = 100.0 + stream.normal();
      const stats::Interval interval = stats::describe_values(x).interval;
      return interval.low <= 100.0 && 100.0 <= interval.high;
    });
    print_share(fmt::format("interval of the mean (describe), n {}", n), mean, kStudies);
    EXPECT_NEAR(mean, 0.95, four_standard_errors(0.95, kStudies)) << n;
  }
}

// Of normal values: rho_s = 6 / pi asin(rho / 2), tau = 2 / pi asin(rho) (Kendall 1948).
TEST(LongIntervalCalibration, OfRankAndPartialCorrelations) {
  const double spearman = 6.0 / std::numbers::pi * std::asin(0.25), kendall = 2.0 / std::numbers::pi * std::asin(0.5);
  for (const std::size_t n : {20U, 60U}) {
    const auto share = [&](stats::CorrelationMethod method, bool given, double truth) {
      return share_of_streams([&](parallel::Stream& stream) {
        std::vector<double> x(n), y(n), z(n);
        for (std::size_t i = 0; i < n; ++i) {
          z[i] = given ? stream.normal() : 0.0;
          const double own = stream.normal();
          x[i] = own + z[i];
          y[i] = 0.5 * own + std::sqrt(0.75) * stream.normal() + z[i];
        }
        stats::CorrelateOptions options;
        options.method = method;
        std::vector<std::vector<double>> held;
        if (given) held.push_back(z);
        const stats::Interval interval = *stats::correlate(x, y, held, options).interval;
        return interval.low <= truth && truth <= interval.high;
      });
    };
    const double of_spearman = share(stats::CorrelationMethod::spearman, false, spearman);
    const double of_kendall = share(stats::CorrelationMethod::kendall, false, kendall);
    const double of_partial = share(stats::CorrelationMethod::pearson, true, 0.5);
    print_share(fmt::format("interval of Spearman's rho, rho 0.5, n {}", n), of_spearman, kStudies);
    print_share(fmt::format("interval of Kendall's tau, rho 0.5, n {}", n), of_kendall, kStudies);
    print_share(fmt::format("interval of a partial r, rho 0.5, n {}", n), of_partial, kStudies);
    for (const double held : {of_spearman, of_kendall, of_partial}) EXPECT_NEAR(held, 0.95, 0.015) << n;
  }
}

}  // namespace
}  // namespace attune::test
