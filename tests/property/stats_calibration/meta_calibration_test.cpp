// The numbers of docs/validation.md about meta and power.
#include "../stats/meta_calibration.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "../stats/calibration.hpp"
#include "../stats/power_simulation.hpp"
#include "attune/stats/power.hpp"
#include "calibration_line.hpp"

namespace attune::test {
namespace {

using stats::CompareTest;
using stats::MetaMethod;
using stats::MetaTest;

constexpr std::size_t kAnalyses = 10000;

MetaShares printed(const char* what, const StudyField& field, const stats::MetaOptions& options) {
  const MetaShares s = shares_of_meta(field, kAnalyses, options);
  const std::string field_name = fmt::format("{}, k {}, tau2 {}", what, field.k, field.tau2);
  print_share(field_name + ": false positives", s.significant, kAnalyses);
  print_share(field_name + ": the interval covers", s.covers, kAnalyses);
  if (options.method != MetaMethod::fixed)  // which predicts nothing
    print_share(field_name + ": the prediction interval covers", s.predicts, kAnalyses);
  EXPECT_NEAR(s.significant + s.covers, 1.0, 1e-9) << "the mean is 0: an interval covers it or the test finds it";
  return s;
}

TEST(LongMetaCalibration, FalsePositivesAndCoverage) {
  for (const std::size_t k : {5U, 10U, 20U}) {
    for (const double tau2 : {0.0, 0.05, 0.2}) {
      const MetaShares t =
          printed("REML, Knapp-Hartung", {k, tau2}, meta_options(MetaMethod::reml, MetaTest::knapp_hartung));
      const MetaShares z = printed("REML, z", {k, tau2}, meta_options(MetaMethod::reml, MetaTest::z));
      printed("DL, z", {k, tau2}, meta_options(MetaMethod::dersimonian_laird, MetaTest::z));
      printed("fixed, z", {k, tau2}, meta_options(MetaMethod::fixed, MetaTest::z));
      printed("REML, Knapp-Hartung, prediction of the test", {k, tau2},
              meta_options(MetaMethod::reml, MetaTest::knapp_hartung, stats::PredictionDf::test));
      printed("REML, z, prediction of the test", {k, tau2},
              meta_options(MetaMethod::reml, MetaTest::z, stats::PredictionDf::test));
      EXPECT_NEAR(t.significant, 0.05, 0.01) << k << " " << tau2;
      if (tau2 > 0.0) {
        EXPECT_GT(z.significant, 0.055) << k << " " << tau2;
      }
    }
  }
}

constexpr std::size_t kStudies = 20000;

void expect_power(const char* what, double simulated, double power, double bias = 0.0) {
  print_share(fmt::format("{}: power, simulated", what), simulated, kStudies);
  print_counted(fmt::format("{}: power, computed", what), power);
  EXPECT_NEAR(simulated, power, four_standard_errors(power, kStudies) + bias) << what;
}

TEST(LongPowerCalibration, OfMeans) {
  stats::PowerDesign d;
  expect_power("Student, n 20, d 0.7",
               share_of_studies({20, 20, 0.7, 0.0}, kStudies, options_for(CompareTest::student), is_significant),
               stats::power_of(d, 20.0, 0.7));
  d.test = stats::PowerTest::welch;
  d.ratio = 3.0;
  d.sd_ratio = 0.5;
  constexpr double kWelch = 0.01;  // an approximation
  const double rms = std::sqrt(2.5);
  expect_power(
      "Welch, n 10 and 30, SD 2 to 1, difference 1.5",
      share_of_studies({10, 30, 1.5, 0.0, 2.0, 1.0}, kStudies, options_for(CompareTest::welch), is_significant),
      stats::power_of(d, 10.0, 1.5 / rms), kWelch);
  d = {};
  d.test = stats::PowerTest::equivalence;
  stats::CompareOptions options = options_for(CompareTest::student);
  options.smallest_effect = stats::SmallestEffect{0.8, false};
  expect_power("equivalence, n 30, bound 0.8, true difference 0.1",
               share_of_studies({30, 30, 0.1, 0.0}, kStudies, options, is_equivalent), [&] {
                 d.true_effect = 0.1;
                 return stats::power_of(d, 30.0, 0.8);
               }());
}

TEST(LongPowerCalibration, OfPairs) {
  stats::PowerDesign d;
  d.test = stats::PowerTest::paired;
  expect_power("paired, n 15, d_z 0.8",
               simulated_share(kStudies,
                               [](auto& stream) {
                                 const auto a = normals(stream, 15, 0.8, 1.0);
                                 const std::vector<double> b(15, 0.0);
                                 return stats::compare_pairs(a, b).p < 0.05;
                               }),
               stats::power_of(d, 15.0, 0.8));
  d.test = stats::PowerTest::correlation;
  expect_power("correlation, n 15, rho 0.6",
               simulated_share(kStudies, [](auto& stream) { return finds_correlation(stream, 15, 0.6); }),
               stats::power_of(d, 15.0, 0.6));
}

TEST(LongPowerCalibration, OfGroupsAndProportions) {
  stats::PowerDesign d;
  d.test = stats::PowerTest::anova;
  d.groups = 3;
  expect_power("ANOVA, 3 groups of 20, f 0.283",
               simulated_share(kStudies,
                               [](auto& stream) {
                                 return finds_groups(stream, 20, {0.0, 0.6, 0.6});
                               }),
               stats::power_of(d, 20.0, std::sqrt(0.08)));
  d = {};
  d.test = stats::PowerTest::proportions;
  d.baseline = 0.3;
  constexpr double kNormal = 0.02;  // counts are not normal
  expect_power("proportions, n 50, 0.3 and 0.6",
               simulated_share(kStudies, [](auto& stream) { return finds_proportions(stream, 50, 0.3, 0.6); }),
               stats::power_of(d, 50.0, 0.3), kNormal);
}

}  // namespace
}  // namespace attune::test
