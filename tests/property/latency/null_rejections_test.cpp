// The short form of tests/property/latency_calibration: enough studies to notice a method that is plainly wrong.
#include <gtest/gtest.h>

#include "latency_calibration.hpp"

namespace attune::test {
namespace {

constexpr std::size_t kStudies = 150;
constexpr double four_standard_errors(double share) {
  return 4 * std::sqrt(share * (1 - share) / static_cast<double>(kStudies));
}

LatencyStudies few() {
  LatencyStudies of;
  of.studies = kStudies;
  of.people = {24, 20};
  return of;
}

TEST(NullRejections, OfScoresAndJackknifeOfAreaLatencyAreFewAndOfAShiftMany) {
  const LatencyQuestion asked[] = {{planted_n170()}, {planted_n170(), erp::Kind::fractional_area_latency, 20}};
  const auto tallies = tally(few(), asked);
  for (const char* method : {"individual", "jackknife"}) {
    EXPECT_NEAR(tallies[0].at(method).rejected(), 0.05, four_standard_errors(0.05)) << method;
    // 20 ms is the SD of scores twice over: .98 to 1 of 20 and 20 people find it.
    EXPECT_GT(tallies[1].at(method).power(), 0.9) << method;
    EXPECT_LT(tallies[1].at(method).mean(), -7) << "A is the earlier group, though the window cuts half of it off";
  }
}

TEST(NullRejections, OfPermutationsAreFew) {
  LatencyStudies of = few();
  of.permutations = 19;
  const LatencyQuestion asked[] = {{planted_n400()}};
  const auto tallies = tally(of, asked);
  for (const auto& [method, found] : tallies[0]) {
    EXPECT_TRUE(found.answers()) << method;
    EXPECT_NEAR(found.rejected(), 0.05, four_standard_errors(0.05)) << method;
  }
}

TEST(NullRejections, OfBootstrapsAreFew) {
  LatencyStudies of = few();
  of.studies = 10;
  of.bootstrap = 1000;
  const LatencyQuestion asked[] = {{planted_n170()}};
  const auto tallies = tally(of, asked);
  for (const auto& [method, found] : tallies[0]) {
    EXPECT_TRUE(found.answers()) << method;
    EXPECT_LE(found.differences, 3U) << method;
  }
}

TEST(NullRejections, OfOnsetsBeforeTheWindowAreFewByEveryMethod) {
  LatencyStudies of = few();
  of.settings.low_pass_hz = 4;
  of.permutations = 19;
  const LatencyQuestion asked[] = {{planted_n400(), erp::Kind::fractional_peak_onset}};
  const auto tallies = tally(of, asked);
  for (const auto& [method, found] : tallies[0]) {
    EXPECT_TRUE(found.answers()) << method << " answered " << found.answered << ", refused " << found.refused;
    EXPECT_LT(found.rejected(), 0.05 + four_standard_errors(0.05)) << method;
  }
  of.studies = 10;
  of.permutations = 0;
  of.bootstrap = 1000;
  const auto tallied = tally(of, asked)[0];
  EXPECT_TRUE(tallied.at("bootstrap_grand").answers());
  EXPECT_LE(tallied.at("bootstrap_grand").differences, 3U);
}

TEST(NullRejections, OfPeaksAreRefusedToTheJackknifeWhereNoiseShapesThem) {
  LatencyStudies of = few();
  of.settings.rate_hz = 1000;
  of.studies = 20;
  const LatencyQuestion asked[] = {{planted_p3(), erp::Kind::peak_latency}};
  EXPECT_EQ(tally(of, asked)[0].at("jackknife").answered, 0U);
}

TEST(NullRejections, DoNotDependOnThreads) {
  LatencyStudies of = few();
  of.studies = 4;
  const LatencyQuestion asked[] = {{planted_n400()}};
  const SimulatedAverages simulated(of.settings);
  const auto tallied = tally(of, asked)[0];
  double sum = 0;
  for (std::uint64_t study = 0; study < of.studies; ++study) {
    parallel::Stream stream({of.seed}, study);
    const std::array<Eigen::MatrixXd, 2> noise{simulated.noise(24, stream), simulated.noise(20, stream)};
    sum += *answer(simulated, noise, asked[0], of, study).methods.front().estimate;
  }
  EXPECT_EQ(tallied.at("individual").estimates, sum);
}

}  // namespace
}  // namespace attune::test
