// Do tests of a latency between two groups find a difference that is not there in 5 % of studies? The numbers that this
// prints are in docs/validation.md.
#include <gtest/gtest.h>

#include "calibration_line.hpp"
#include "latency_calibration.hpp"

namespace attune::test {
namespace {

constexpr std::size_t kStudies = 2000;
// Of one cell at 5 %: three and a half standard errors of 2,000 studies.
constexpr double kMargin = 0.0171;

std::vector<LatencyQuestion> questions(std::span<const erp::Kind> kinds) {
  std::vector<LatencyQuestion> out;
  for (const PlantedComponent& planted : {planted_n170(), planted_n400(), planted_p3()})
    for (const erp::Kind kind : kinds) out.push_back({planted, kind});
  return out;
}

/// Prints the share of every method and question; the answers of all cells together go to `totals`.
void print_and_count(const LatencyStudies& of, std::span<const LatencyQuestion> asked,
                     std::map<std::string, MethodTally>& totals) {
  const auto tallies = tally(of, asked);
  for (std::size_t q = 0; q < asked.size(); ++q)
    for (const auto& [method, found] : tallies[q]) {
      const std::string what =
          fmt::format("null, {}, {} {}, {}", words_of(of), asked[q].planted.name, erp::name_of(asked[q].kind), method);
      print_share(what + ": answered", static_cast<double>(found.answered) / static_cast<double>(found.studies),
                  found.studies);
      if (found.answered < found.studies / 10) continue;
      print_share(what, found.rejected(), found.answered);
      EXPECT_NEAR(found.rejected(), 0.05,
                  kMargin * std::sqrt(static_cast<double>(kStudies) / static_cast<double>(found.answered)))
          << what;
      totals[method].answered += found.answered;
      totals[method].differences += found.differences;
    }
}

void expect_calibrated(const std::map<std::string, MethodTally>& totals, const std::string& where) {
  for (const auto& [method, total] : totals) {
    print_share(fmt::format("null, {}, all, {}", where, method), total.rejected(), total.answered);
    EXPECT_GT(total.rejected(), 0.04) << method;
    EXPECT_LT(total.rejected(), 0.06) << method;
  }
}

LatencyStudies studies(TrialNoise noise, double rate, Eigen::Index n_a, std::optional<double> low_pass = {}) {
  LatencyStudies of;
  of.settings.noise = noise;
  of.settings.rate_hz = rate;
  of.settings.low_pass_hz = low_pass;
  of.people = {n_a, 20};
  of.studies = kStudies;
  return of;
}

using Cell = std::tuple<TrialNoise, double, Eigen::Index>;
class LatencyNull : public testing::TestWithParam<Cell> {};
constexpr auto kNoises = {TrialNoise::autoregressive, TrialNoise::one_over_f};

TEST_P(LatencyNull, OfSingleScoresAndJackknifeHoldsItsLevel) {
  const auto [noise, rate, n] = GetParam();
  constexpr erp::Kind kKinds[] = {erp::Kind::peak_latency, erp::Kind::fractional_area_latency,
                                  erp::Kind::fractional_peak_onset};
  std::map<std::string, MethodTally> totals;
  const LatencyStudies of = studies(noise, rate, n);
  print_and_count(of, questions(kKinds), totals);
  expect_calibrated(totals, words_of(of));
}

TEST_P(LatencyNull, OfPeaksAfterALowPassHoldsItsLevel) {
  const auto [noise, rate, n] = GetParam();
  constexpr erp::Kind kKinds[] = {erp::Kind::peak_latency, erp::Kind::fractional_peak_onset};
  std::map<std::string, MethodTally> totals;
  const LatencyStudies of = studies(noise, rate, n, 12);
  print_and_count(of, questions(kKinds), totals);
  expect_calibrated(totals, words_of(of));
}

INSTANTIATE_TEST_SUITE_P(Cells, LatencyNull,
                         testing::Combine(testing::ValuesIn(kNoises), testing::Values(250.0, 1000.0),
                                          testing::Values(20, 24)));

class LatencyNullResampled : public testing::TestWithParam<Cell> {};

TEST_P(LatencyNullResampled, HoldsItsLevel) {
  const auto [noise, rate, n] = GetParam();
  constexpr erp::Kind kKinds[] = {erp::Kind::fractional_area_latency, erp::Kind::fractional_peak_onset};
  std::map<std::string, MethodTally> totals;
  LatencyStudies of = studies(noise, rate, n);
  of.permutations = 199;
  of.bootstrap = 199;
  print_and_count(of, questions(kKinds), totals);
  expect_calibrated(totals, words_of(of) + " resampled");
}

INSTANTIATE_TEST_SUITE_P(Cells, LatencyNullResampled,
                         testing::Combine(testing::ValuesIn(kNoises), testing::Values(250.0), testing::Values(20, 24)));

}  // namespace
}  // namespace attune::test
