// Do tests of decoding reject as often as they say where there is nothing to decode, and do onsets' intervals hold the
// onset? The numbers that this prints are in docs/validation.md.
#include "decode_calibration.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "attune/parallel/chunks.hpp"
#include "calibration_line.hpp"

namespace attune::test {
namespace {

constexpr std::size_t kExperiments = 1000;
// 0.05 and three standard errors of 1000 experiments lie within.
constexpr double kLow = 0.03, kHigh = 0.07;

double share_of(std::size_t experiments, const std::function<bool(std::uint64_t)>& experiment) {
  std::vector<char> results(experiments);
  parallel::for_each(experiments, {0}, [&](std::size_t i) { results[i] = experiment(1000 + i) ? 1 : 0; });
  return static_cast<double>(std::accumulate(results.begin(), results.end(), 0)) / static_cast<double>(experiments);
}

TEST(DecodeCalibration, OfPermutedClassesOfOnePerson) {
  for (const int trials : {10, 25}) {
    const double share = share_of(kExperiments, [&](std::uint64_t seed) { return rejects_one_person(seed, trials); });
    print_share(fmt::format("one person, {} trials: rejected without effect", trials), share, kExperiments);
    // Scores of few trials take few values; that many permutations have the same largest one makes the test cautious.
    EXPECT_GT(share, trials == 10 ? 0.02 : kLow);
    EXPECT_LT(share, kHigh);
  }
}

TEST(DecodeCalibration, OfPicksAmongPermutedCurvesOfPeople) {
  for (const auto& [people, trials] : {std::pair{8, 20}, {20, 10}}) {
    const double share =
        share_of(kExperiments, [&, n = people, k = trials](std::uint64_t seed) { return rejects_people(seed, n, k); });
    print_share(fmt::format("{} people, {} trials: rejected without effect", people, trials), share, kExperiments);
    EXPECT_GT(share, kLow);
    EXPECT_LT(share, kHigh);
  }
}

TEST(DecodeCalibration, OfFlippedSignsDoesNotHoldWhichIsWhyTheyAreNotOffered) {
  constexpr std::size_t kMore = 2000;
  const double share = share_of(kMore, [](std::uint64_t seed) { return rejects_flipped(seed, 20, 20); });
  print_share("20 people, 20 trials: rejected by sign flips (not offered)", share, kMore);
  EXPECT_GT(share, 0.06);
}

TEST(DecodeCalibration, OfPermutedClassesBetweenPeople) {
  const double share = share_of(kExperiments, [&](std::uint64_t seed) { return rejects_between(seed, 8, 10); });
  print_share("8 people, by participant: rejected without effect", share, kExperiments);
  EXPECT_GT(share, kLow);
  EXPECT_LT(share, kHigh);
}

/// People with a bump of decodability around 150 ms, -50 to 240 ms.
MadePeople bump(int people) {
  return {.people = people, .channels = 4, .trials = 20, .samples = 30, .effect = 1, .from_ms = 150, .width_ms = 40};
}

const decode::OnsetOptions kOnset{};

double onset_of(const Eigen::MatrixXd& scores, const eeg::TimeAxis& times) {
  const Eigen::RowVectorXd mean = scores.colwise().mean();
  return decode::fraction_onset(std::vector<double>(mean.begin(), mean.end()), decode::kChance, times, kOnset).value;
}

TEST(DecodeCalibration, OfTheIntervalOfAnOnset) {
  constexpr std::size_t kCovering = 500;
  const decode::PeopleTrials many = made_people(bump(1000), 7);
  const double truth = onset_of(people_scores(many, 5), many.times);
  print_counted("onset at half the peak, mean of 1000 people (ms)", truth);
  for (const int people : {12, 24}) {
    const double share = share_of(kCovering, [&](std::uint64_t seed) {
      const decode::PeopleTrials made = made_people(bump(people), seed);
      const Eigen::MatrixXd scores = people_scores(made, 5);
      const decode::DrawnOnsets drawn =
          decode::draw_people(scores, decode::kChance, 0.6, made.times, kOnset, {1000, 0.95, {seed}, {1}});
      const decode::OnsetEstimate estimate = decode::estimate({onset_of(scores, made.times), ""}, drawn.fraction, 0.95);
      return estimate.low <= truth && truth <= estimate.high;
    });
    print_share(fmt::format("{} people: 95 % interval of the onset holds it", people), share, kCovering);
    EXPECT_GT(share, 0.90);
    EXPECT_LT(share, 0.99);
  }
}

TEST(DecodeCalibration, OfTheDifferenceOfOnsetsBetweenGroups) {
  for (const auto& [first, second] : {std::pair{20, 20}, {24, 20}}) {
    const double share = share_of(kExperiments, [&, a = first, b = second](std::uint64_t seed) {
      const decode::PeopleTrials one = made_people(bump(a), seed), two = made_people(bump(b), seed + 500000);
      const Eigen::MatrixXd x = people_scores(one, 5), y = people_scores(two, 5);
      return decode::compare_onsets(x, y, {}, decode::kChance, one.times, kOnset, 199, {0, 0.95, {seed}, {1}}).p <=
             0.05;
    });
    print_share(fmt::format("{} and {} people: onsets called different without a difference", first, second), share,
                kExperiments);
    EXPECT_GT(share, kLow);
    EXPECT_LT(share, kHigh);
  }
}

}  // namespace
}  // namespace attune::test
