// The short form of the calibration of shares and reliabilities.
#include "outcome_calibration.hpp"

#include <gtest/gtest.h>

#include "attune/stats/internal_consistency.hpp"
#include "attune/stats/intraclass.hpp"
#include "attune/stats/kappa.hpp"
#include "calibration.hpp"

namespace attune::test {
namespace {

constexpr std::size_t kStudies = 600;

TEST(OutcomeCalibration, ExactIntervalsNeverCoverTooLittleAndWilsonIsRightOnAverage) {
  const Coverage exact =
      over_shares(20, [](const stats::Count& c, double p) { return holds(stats::exact_interval(c, 0.95), p); });
  EXPECT_GE(exact.smallest, 0.95);
  const Coverage wilson =
      over_shares(20, [](const stats::Count& c, double p) { return holds(stats::wilson_interval(c, 0.95), p); });
  constexpr double kOnAverage = 0.01;  // the counts are whole numbers, so that no interval covers 95 % everywhere
  EXPECT_NEAR(wilson.mean, 0.95, kOnAverage);
}

TEST(OutcomeCalibration, NewcombesIntervalCoversAndWalds) {
  const auto newcombe = [](const stats::TwoProportions& c, double truth) { return holds(c.interval, truth); };
  const auto wald = [](const stats::TwoProportions& c, double truth) { return holds(c.wald, truth); };
  constexpr double kOnAverage = 0.012;
  EXPECT_NEAR(over_pairs_of_shares(15, 12, false, newcombe).mean, 0.95, kOnAverage);
  EXPECT_LT(over_pairs_of_shares(15, 12, false, wald).mean, 0.94);
}

TEST(OutcomeCalibration, ExactTestsKeepBelowTheirLevel) {
  const auto fisher = [](const stats::TwoProportions& c, double) { return c.fisher.p <= 0.05; };
  EXPECT_LE(over_pairs_of_shares(15, 12, true, fisher).largest, 0.05);
  const Coverage one =
      over_shares(20, [](const stats::Count& c, double p) { return stats::binomial_two_sided(c, p) <= 0.05; });
  EXPECT_LE(one.largest, 0.05);
}

TEST(OutcomeCalibration, IntervalsOfReliabilitiesCover) {
  const double margin = four_standard_errors(0.95, kStudies);
  const double alpha = share_of_drawn(kStudies, [](parallel::Stream& stream) {
    const auto c = stats::internal_consistency(drawn_ratings(stream, 30, 5, 0.5, 0.0), {"a", "b", "c", "d", "e"});
    return holds(c.interval, 2.5 / 3.5);
  });
  EXPECT_NEAR(alpha, 0.95, margin);
  const double consistency = share_of_drawn(kStudies, [](parallel::Stream& stream) {
    return holds(stats::intraclass_correlations(drawn_ratings(stream, 20, 3, 1.0, 0.25)).coefficients[2].interval, 0.5);
  });
  EXPECT_NEAR(consistency, 0.95, margin);
  const double kappa = share_of_drawn(kStudies, [](parallel::Stream& stream) {
    return holds(stats::cohens_kappa(drawn_categories(stream, 100, 0.5), stats::KappaWeights::none).interval, 0.5);
  });
  EXPECT_NEAR(kappa, 0.95, margin + 0.01);  // a normal approximation
}

}  // namespace
}  // namespace attune::test
