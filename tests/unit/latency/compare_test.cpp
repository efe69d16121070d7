#include "attune/latency/compare.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/stats/compare.hpp"
#include "bumps.hpp"
#include "expect_error.hpp"

namespace attune::latency {
namespace {

using test::method;
using ::testing::Contains;
using ::testing::HasSubstr;

// Sums of the same numbers in another order.
constexpr double kRounding = 1e-9;

CompareOptions resampled() {
  CompareOptions options;
  options.levels = {"secure", "insecure"};
  options.permutations = 199;
  options.bootstrap = 1000;
  options.seed = {7};
  options.threads = {1};
  return options;
}

TEST(Compare, IndividualScoresAreThoseOfAWelchTest) {
  const Comparison of = compare(test::people_at({380, 390, 400, 420}), test::people_at({410, 415, 430}), test::axis(),
                                test::target(), {});
  const stats::Comparison welch = stats::compare_groups(of.sides[0].scores, of.sides[1].scores, {});
  const Method& individual = method(of, "individual");
  EXPECT_EQ(individual.estimate, welch.estimate);
  EXPECT_EQ(individual.p, welch.p);
  EXPECT_EQ(individual.interval->low, welch.interval.low);
  EXPECT_NEAR(*individual.estimate / *individual.standard_error, *welch.t, kRounding);
  EXPECT_EQ(of.unit, "ms");
  EXPECT_EQ(of.measure, "p3.fractional_area_latency");
}

TEST(Compare, TheJackknifeOfALinearMeasureIsTheTestOfSingleScores) {
  const Comparison of = compare(test::noisy_people(12, 400, 1, 1), test::noisy_people(9, 410, 1, 2), test::axis(),
                                test::target(erp::Kind::mean_amplitude), {});
  EXPECT_NEAR(*method(of, "jackknife").t, *method(of, "individual").t, kRounding);
  EXPECT_NEAR(*method(of, "jackknife").df, *method(of, "individual").df, kRounding);
  EXPECT_EQ(of.unit, "uV");
  EXPECT_NEAR(of.sides[0].grand_average.value, of.sides[0].mean, kRounding);
}

TEST(Compare, FindsAShiftOfEveryoneByEveryMethod) {
  const Eigen::MatrixXd a = test::noisy_people(14, 380, 0.05, 3), b = test::noisy_people(16, 430, 0.05, 4);
  const Comparison of = compare(a, b, test::axis(), test::target(), resampled());
  ASSERT_EQ(of.methods.size(), 6u);
  for (const Method& m : of.methods) {
    EXPECT_EQ(m.says, Says::difference) << m.name << " " << m.remark;
    EXPECT_NEAR(*m.estimate, -50, 15) << m.name;
  }
  EXPECT_TRUE(of.agree);
  EXPECT_THAT(of.reading, HasSubstr("difference: secure - insecure = -"));
}

TEST(Compare, HasTheSameBitsForAnyNumberOfThreads) {
  const Eigen::MatrixXd a = test::noisy_people(7, 400, 1, 5), b = test::noisy_people(8, 405, 1, 6);
  CompareOptions one = resampled(), many = resampled();
  many.threads = {3};
  const Comparison first = compare(a, b, test::axis(), test::target(), one);
  const Comparison second = compare(a, b, test::axis(), test::target(), many);
  for (std::size_t m = 0; m < first.methods.size(); ++m) {
    EXPECT_EQ(first.methods[m].p, second.methods[m].p) << first.methods[m].name;
    ASSERT_EQ(first.methods[m].interval.has_value(), second.methods[m].interval.has_value());
    if (!first.methods[m].interval) continue;
    EXPECT_EQ(first.methods[m].interval->low, second.methods[m].interval->low);
  }
}

TEST(Compare, CountsPeopleWithoutAScore) {
  Eigen::MatrixXd a = test::people_at({380, 390, 400, 420});
  a.row(3) *= -1;  // no positive area
  const Comparison of = compare(a, test::people_at({410, 415, 430}), test::axis(), test::target(), {});
  EXPECT_EQ(of.sides[0].people, 4);
  EXPECT_EQ(of.sides[0].missing.total(), 1);
  EXPECT_THAT(of.flags, Contains(HasSubstr("A: 1 of 4 people have no score (no positive area in the window: 1)")));
}

TEST(Compare, LeavesOutRowsThatAreNoWaveforms) {
  Eigen::MatrixXd a = test::people_at({380, 390, 400, 420});
  a(1, 7) = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(compare(a, test::people_at({410, 415, 430}), test::axis(), test::target(), {}).sides[0].people, 3);
}

TEST(Compare, FlagsAWindowThatCutsTheComponent) {
  Target cut = test::target();
  cut.component.window = {Milliseconds(200), Milliseconds(400)};
  const Comparison of =
      compare(test::people_at({380, 390, 400}), test::people_at({410, 415, 430}), test::axis(), cut, {});
  EXPECT_THAT(of.flags, Contains(HasSubstr("the window cuts the component")));
}

TEST(Compare, SpeaksOfCutsForAreaLatenciesAlone) {
  Target narrow = test::target(erp::Kind::mean_amplitude);
  narrow.component.window = {Milliseconds(200), Milliseconds(400)};
  const Comparison of =
      compare(test::people_at({380, 390, 400}), test::people_at({410, 415, 430}), test::axis(), narrow, {});
  EXPECT_GT(of.sides[0].edge, 0.5);
  EXPECT_THAT(of.flags, testing::Not(Contains(HasSubstr("cuts the component"))));
}

TEST(Compare, NamesThePersonWithoutWhomAnAverageHasNoReading) {
  Eigen::MatrixXd a = test::people_at({380, 390, 400});
  a.row(0) *= -1;
  a.row(1) *= -1;
  a.row(2) *= 3;
  CompareOptions options;
  options.participants = {{{"sub-03", "sub-05", "sub-08"}, {"sub-01", "sub-02"}}};
  const Comparison of = compare(a, test::people_at({410, 415}), test::axis(), test::target(), options);
  EXPECT_THAT(method(of, "jackknife").remark, HasSubstr("A: without sub-08: no positive area"));
}

TEST(Compare, RefusesTheJackknifeOfPeaksThatNoiseMakes) {
  const Target peak = test::target(erp::Kind::peak_latency);
  const Eigen::MatrixXd a = test::noisy_people(12, 400, 2, 8), b = test::noisy_people(12, 400, 2, 9);
  const Comparison of = compare(a, b, test::axis(), peak, {});
  EXPECT_EQ(method(of, "jackknife").says, Says::nothing);
  EXPECT_THAT(method(of, "jackknife").remark, HasSubstr("refused: the grand average of A is not smooth enough"));
  EXPECT_THAT(of.flags, Contains(HasSubstr("low-pass filter the data")));
  EXPECT_FALSE(compare(a, b, test::axis(), test::target(), {}).sides[0].retrieved.empty());
}

TEST(Compare, TestsEquivalenceAgainstTheSmallestEffect) {
  CompareOptions options;
  options.smallest_effect = 100;
  const Comparison of = compare(test::noisy_people(14, 400, 0.05, 3), test::noisy_people(14, 402, 0.05, 4),
                                test::axis(), test::target(), options);
  EXPECT_EQ(method(of, "individual").says, Says::equivalent);
  EXPECT_EQ(method(of, "jackknife").says, Says::equivalent);
  EXPECT_THAT(of.reading, HasSubstr("equivalent: smaller than 100 ms"));
}

TEST(Compare, SaysThatASmallDifferenceIsNotZero) {
  CompareOptions options = resampled();
  options.smallest_effect = 40;
  const Eigen::MatrixXd a = test::people_at({380, 390, 400, 410, 420, 430}),
                        b = test::people_at({395, 405, 415, 425, 435, 445});
  const Comparison of = compare_paired(a, b, test::axis(), test::target(), options);
  ASSERT_EQ(method(of, "individual").says, Says::equivalent);
  ASSERT_EQ(method(of, "permutation").says, Says::difference);
  EXPECT_THAT(of.flags, Contains(HasSubstr("a difference that is smaller than 40 ms by individual, jackknife, which "
                                           "exclude zero as well; permutation, permutation_grand")));
  EXPECT_THAT(of.reading, HasSubstr("equivalent: smaller than 40 ms, but not zero (p "));
}

TEST(Compare, NeedsTwoPeopleASide) {
  const std::string message = attune::test::error_of(Fault::analysis, [] {
    compare(test::people_at({380}), test::people_at({410, 415}), test::axis(), test::target(), {});
  });
  EXPECT_THAT(message, HasSubstr("'A' has one person with a waveform; expected two or more"));
}

TEST(ComparePaired, IsTheTestOfDifferencesAndMorePreciseThanOfGroups) {
  const Eigen::MatrixXd a = test::people_at({360, 380, 400, 420, 440}), b = test::people_at({369, 391, 410, 430, 450});
  const Comparison pairs = compare_paired(a, b, test::axis(), test::target(), resampled());
  const Comparison groups = compare(a, b, test::axis(), test::target(), {});
  EXPECT_NEAR(*method(pairs, "individual").estimate, *method(groups, "individual").estimate, kRounding);
  EXPECT_LT(*method(pairs, "individual").standard_error, 1.0);
  EXPECT_LT(*method(pairs, "jackknife").p, 1e-3);
  EXPECT_EQ(pairs.pairs, 5);
  EXPECT_EQ(*method(pairs, "individual").df, 4.0);
}

TEST(ComparePaired, LeavesOutAPersonWithoutOneOfTheWaveforms) {
  Eigen::MatrixXd a = test::people_at({360, 380, 400, 420}), b = test::people_at({369, 391, 410, 430});
  b.row(2).setConstant(std::numeric_limits<double>::quiet_NaN());
  EXPECT_EQ(compare_paired(a, b, test::axis(), test::target(), {}).sides[0].people, 3);
}

TEST(AddNoise, GivesTheShareOfErrorInTheVarianceBetweenPeople) {
  Comparison of =
      compare(test::people_at({380, 390, 400}), test::people_at({410, 415, 430}), test::axis(), test::target(), {});
  const double half = of.sides[0].sd * std::sqrt(0.5);
  const std::vector<double> none;
  add_noise(of, std::vector<double>{half, half, half}, none);
  EXPECT_NEAR(*of.sides[0].noise_share, 0.5, kRounding);
  const double most = of.sides[0].sd * std::sqrt(0.8);
  add_noise(of, std::vector<double>{most, most, most}, none);
  EXPECT_THAT(of.flags, Contains(HasSubstr("80 % of the variance between people is measurement error (SME); twice the "
                                           "trials would take 40 % off the variance of the mean")));
  EXPECT_FALSE(of.sides[1].noise_share);
}

}  // namespace
}  // namespace attune::latency
