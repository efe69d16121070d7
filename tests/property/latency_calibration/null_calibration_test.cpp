// Do tests of a latency between two groups find a difference that is not there in 5 % of studies? The numbers that this
// prints are in docs/validation.md.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "calibration_line.hpp"
#include "latency_calibration.hpp"

namespace attune::test {
namespace {

constexpr std::size_t kStudies = 5000, kStudiesAt1000Hz = 2000, kResampledStudies = 2000;
// Of some two hundred shares, in standard errors at 5 %.
constexpr double kErrors = 3.5;

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
      EXPECT_TRUE(found.answers()) << what << " answered " << found.answered << ", refused " << found.refused;
      if (found.answered < found.studies / 10) continue;
      print_share(what, found.rejected(), found.answered);
      // Where scores far from the others are common, so that the command flags them, Welch's t errs on the safe side:
      // single onsets of the N170 after a low-pass, of which some are followed back into noise.
      const bool flagged = method == "individual" && 3 * found.far > found.studies;
      // The symmetric bootstrap-t of the differences of some twenty pairs is too wide: drawn samples repeat people and
      // have heavier tails than the data.
      const bool cautious = of.paired && method == "bootstrap";
      if (method == "individual")
        print_share(what + ": flagged", static_cast<double>(found.far) / static_cast<double>(found.studies),
                    found.studies);
      const double errors = kErrors * std::sqrt(0.05 * 0.95 / static_cast<double>(found.answered));
      EXPECT_LT(found.rejected(), 0.05 + errors) << what;
      if (flagged || cautious) continue;
      EXPECT_GT(found.rejected(), 0.05 - errors) << what;
      totals[method].answered += found.answered;
      totals[method].differences += found.differences;
    }
}

void expect_calibrated(const std::map<std::string, MethodTally>& totals, const std::string& where) {
  for (const auto& [method, total] : totals) {
    print_share(fmt::format("null, {}, all, {}", where, method), total.rejected(), total.answered);
    const double errors = kErrors * std::sqrt(0.05 * 0.95 / static_cast<double>(total.answered));
    EXPECT_GT(total.rejected(), 0.05 - std::max(0.01, errors)) << method;
    EXPECT_LT(total.rejected(), 0.05 + std::max(0.01, errors)) << method;
  }
}

LatencyStudies studies(TrialNoise noise, double rate, Eigen::Index n_a, std::optional<double> low_pass = {}) {
  LatencyStudies of;
  of.settings.noise = noise;
  of.settings.rate_hz = rate;
  of.settings.low_pass_hz = low_pass;
  of.people = {n_a, 20};
  of.studies = rate > 500 ? kStudiesAt1000Hz : kStudies;
  // Of its own for every cell, so that none repeats the chance of another.
  of.seed += static_cast<std::uint64_t>(noise) * 1'000'000 +
             static_cast<std::uint64_t>(rate + low_pass.value_or(0)) * 100 + static_cast<std::uint64_t>(n_a);
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

// Smooth enough for the jackknife of peaks is the N170 below 12 Hz, but slow components only below 4 Hz.
TEST_P(LatencyNull, OfPeaksAfterALowPassHoldsItsLevel) {
  const auto [noise, rate, n] = GetParam();
  std::map<std::string, MethodTally> totals;
  for (const double low_pass : {12.0, 4.0}) {
    std::vector<LatencyQuestion> asked;
    for (const PlantedComponent& planted : {planted_n170(), planted_n400(), planted_p3()})
      for (const erp::Kind kind : {erp::Kind::peak_latency, erp::Kind::fractional_peak_onset})
        if ((planted.name == "N170") == (low_pass == 12.0)) asked.push_back({planted, kind});
    print_and_count(studies(noise, rate, n, low_pass), asked, totals);
  }
  expect_calibrated(totals, words_of(studies(noise, rate, n)) + " after a low-pass");
}

INSTANTIATE_TEST_SUITE_P(Cells, LatencyNull,
                         testing::Combine(testing::ValuesIn(kNoises), testing::Values(250.0, 1000.0),
                                          testing::Values(20, 24)));

class LatencyNullResampled : public testing::TestWithParam<Cell> {};

TEST_P(LatencyNullResampled, HoldsItsLevel) {
  const auto [noise, rate, n] = GetParam();
  constexpr erp::Kind kKinds[] = {erp::Kind::fractional_area_latency};
  std::map<std::string, MethodTally> totals;
  LatencyStudies of = studies(noise, rate, n);
  of.studies = kResampledStudies;
  of.seed += 10'000'000;
  of.permutations = 199;
  of.bootstrap = 1000;
  std::vector<LatencyQuestion> asked = questions(kKinds);
  if (rate > 500) asked.erase(asked.begin(), asked.begin() + 2);  // P3 alone, of the longest window
  print_and_count(of, asked, totals);
  expect_calibrated(totals, words_of(of) + " resampled");
}

// Scores far from the others make Welch's t of onsets cautious; permutation does not mind.
TEST_P(LatencyNullResampled, OfOnsetsByPermutationHoldsItsLevel) {
  const auto [noise, rate, n] = GetParam();
  std::map<std::string, MethodTally> totals;
  LatencyStudies of = studies(noise, rate, n);
  of.studies = kResampledStudies;
  of.seed += 20'000'000;
  of.permutations = 199;
  const LatencyQuestion asked[] = {{planted_n170(), erp::Kind::fractional_peak_onset}};
  print_and_count(of, asked, totals);
}

// Smooth data, on which nothing is refused: every method, for an onset before the window of its component.
TEST_P(LatencyNullResampled, OfOnsetsBeforeTheWindowHoldsItsLevel) {
  const auto [noise, rate, n] = GetParam();
  std::map<std::string, MethodTally> totals;
  LatencyStudies of = studies(noise, rate, n, 4.0);
  of.studies = kResampledStudies;
  of.seed += 30'000'000;
  of.permutations = 199;
  of.bootstrap = 1000;
  const LatencyQuestion asked[] = {{planted_n400(), erp::Kind::fractional_peak_onset}};
  print_and_count(of, asked, totals);
}

// Two conditions of the same people: every method on areas, single scores on peaks and onsets.
TEST_P(LatencyNullResampled, OfPairsHoldsItsLevel) {
  const auto [noise, rate, n] = GetParam();
  std::map<std::string, MethodTally> totals;
  LatencyStudies of = studies(noise, rate, n);
  of.paired = true;
  of.people = {n, n};
  of.studies = kResampledStudies;
  of.seed += 40'000'000;
  constexpr erp::Kind kLatencies[] = {erp::Kind::peak_latency, erp::Kind::fractional_peak_onset};
  print_and_count(of, questions(kLatencies), totals);
  of.permutations = 199;
  of.bootstrap = 1000;
  const LatencyQuestion asked[] = {{planted_p3(), erp::Kind::fractional_area_latency}};
  print_and_count(of, asked, totals);
  expect_calibrated(totals, words_of(of));
}

INSTANTIATE_TEST_SUITE_P(Cells, LatencyNullResampled,
                         testing::Combine(testing::ValuesIn(kNoises), testing::Values(250.0, 1000.0),
                                          testing::Values(20, 24)));

}  // namespace
}  // namespace attune::test
