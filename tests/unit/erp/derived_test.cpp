#include "attune/erp/derived.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "message_of.hpp"

namespace attune::erp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// Averages of three channels at three times: channel c of condition k is its own number at every time.
eeg::Evoked average_of(const std::string& condition, double po7, double po8, double cz) {
  eeg::Evoked out;
  out.condition = condition;
  out.trials = 10;
  out.times = {Hertz(1000), 0, 3};
  out.channels = {"PO7", "PO8", "Cz"};
  out.average.resize(3, 3);
  out.average << po7, po7, po7, po8, po8, po8, cz, cz, cz;
  return out;
}

std::vector<eeg::Evoked> two_sides() {
  return {average_of("left", 1, 4, 7), average_of("right", 5, 2, 9), average_of("left-right", 0, 0, 0)};
}

struct Chosen {
  std::vector<Wave> waves;
  Warnings warnings;
  double first_value(std::size_t wave, const std::vector<eeg::Evoked>& averages) const {
    return waveform_of(waves.at(wave), averages)(0);
  }
};

Chosen choose(const std::vector<eeg::Evoked>& averages, const WaveChoice& choice) {
  Chosen out;
  out.waves = choose_waves(averages, choice, "file", out.warnings);
  return out;
}

std::vector<std::string> rows_of(const Chosen& chosen) {
  std::vector<std::string> out;
  for (const Wave& wave : chosen.waves) out.push_back(wave.condition + "@" + wave.site);
  return out;
}

WaveChoice only(const std::string& difference) {
  WaveChoice choice;
  choice.channels = {"Cz"};
  choice.only_derived = true;
  choice.differences = {parse_difference(difference)};
  return choice;
}

TEST(DerivedWaves, TakeTheirTextForm) {
  EXPECT_EQ(parse_difference("effect=a-b").name, "effect");
  EXPECT_EQ(parse_difference("effect=a-b-c").formula, "a-b-c");
  EXPECT_EQ(parse_lateralisation("n2pc=l,r").right, "r");
  EXPECT_EQ(parse_pair("PO7/PO8").left, "PO7");
  for (const char* wrong : {"", "a-b", "=a-b", "x=", "x=ab", "x=-b", "x=a-", "x=a=b-c"})
    EXPECT_THROW(parse_difference(wrong), Error) << wrong;
  for (const char* wrong : {"", "n2pc", "n2pc=l", "n2pc=l,", "n2pc=,r", "=l,r", "n2pc=l,r,s", "n2pc=l,l"})
    EXPECT_THROW(parse_lateralisation(wrong), Error) << wrong;
  for (const char* wrong : {"", "PO7", "PO7/", "/PO8", "PO7/PO8/Pz", "PO7/PO7"})
    EXPECT_THROW(parse_pair(wrong), Error) << wrong;
}

TEST(Differences, AreMadeOfConditionsAndOfEarlierDifferences) {
  const auto averages = two_sides();
  WaveChoice choice;
  choice.channels = {"Cz", "PO7"};
  choice.differences = {parse_difference("d=right-left"), parse_difference("e=d-left")};
  const Chosen chosen = choose(averages, choice);
  EXPECT_THAT(rows_of(chosen), ElementsAre("left@Cz", "left@PO7", "right@Cz", "right@PO7", "left-right@Cz",
                                           "left-right@PO7", "d@Cz", "d@PO7", "e@Cz", "e@PO7"));
  EXPECT_EQ(chosen.first_value(0, averages), 7);
  EXPECT_EQ(chosen.first_value(6, averages), 2);
  EXPECT_EQ(chosen.first_value(8, averages), -5);  // 9 - 7 - 7
  EXPECT_TRUE(chosen.waves[6].is_derived());
  EXPECT_FALSE(chosen.waves[0].is_derived());
}

TEST(Differences, FindTheHyphenBetweenTwoConditions) {
  const auto averages = two_sides();
  EXPECT_EQ(choose(averages, only("d=left-right-left")).first_value(0, averages), -7);  // (left-right) - left
  const Chosen chosen = choose(averages, only("d=left-right"));
  EXPECT_EQ(chosen.first_value(0, averages), -2);
}

TEST(Differences, RefuseWhatCannotBeSubtracted) {
  const auto averages = two_sides();
  const auto refusal = [&](const char* text) { return test::message_of([&] { choose(averages, only(text)); }); };
  EXPECT_THAT(refusal("d=lefd-right"), HasSubstr("there is no condition 'lefd'; did you mean 'left'"));
  EXPECT_THAT(refusal("d=left-left"), HasSubstr("from itself"));
  EXPECT_THAT(refusal("left=left-right"), HasSubstr("there is a condition 'left' already"));
  auto ambiguous = averages;
  ambiguous.push_back(average_of("right-left", 0, 0, 0));
  EXPECT_THAT(test::message_of([&] { choose(ambiguous, only("d=left-right-left")); }), HasSubstr("read in 2 ways"));
  auto other_times = averages;
  other_times[1].times.first = 1;
  EXPECT_THAT(test::message_of([&] { choose(other_times, only("d=left-right")); }),
              HasSubstr("differ in channels or times"));
}

TEST(Lateralised, IsContralateralMinusIpsilateralOverBothSides) {
  const auto averages = two_sides();
  WaveChoice choice;
  choice.only_derived = true;
  choice.lateralisations = {parse_lateralisation("n2pc=left,right")};
  EXPECT_THAT(test::message_of([&] { choose(averages, choice); }), HasSubstr("expected --pairs"));
  choice.pairs = {parse_pair("PO7/PO8")};
  const Chosen chosen = choose(averages, choice);
  EXPECT_THAT(rows_of(chosen), ElementsAre("n2pc@PO7/PO8"));
  // Left: 4 - 1 = 3; right: 5 - 2 = 3.
  EXPECT_EQ(chosen.first_value(0, averages), 3);
  choice.lateralisations = {parse_lateralisation("n2pc=right,left")};
  EXPECT_EQ(choose(averages, choice).first_value(0, averages), -3);
  choice.pairs = {parse_pair("PO7/PO8"), parse_pair("PO7/Cz")};
  choice.combine = true;
  const Chosen mean = choose(averages, choice);
  EXPECT_THAT(rows_of(mean), ElementsAre("n2pc@PO7/PO8+PO7/Cz"));
  // Second pair, right is contralateral in "right": (5 - 9) -> Cz - PO7 is 4; left: 1 - 7 = -6; half of -2 is -1.
  EXPECT_NEAR(mean.first_value(0, averages), (-3 + -1) / 2.0 + 0.0, 1e-15);
}

TEST(FieldPower, IsTheSpreadOverTheScalpWhateverTheReference) {
  auto averages = two_sides();
  WaveChoice choice;
  choice.only_derived = true;
  choice.field_power = true;
  choice.differences = {parse_difference("d=right-left")};
  const Chosen chosen = choose(averages, choice);
  EXPECT_THAT(rows_of(chosen),
              ElementsAre("left@GFP", "right@GFP", "left-right@GFP", "d@PO7", "d@PO8", "d@Cz", "d@GFP"));
  // 1, 4, 7: mean 4, squares 9 + 0 + 9 over 3 channels. The difference of the maps 4, -2, 2 spreads anew.
  EXPECT_NEAR(chosen.first_value(0, averages), std::sqrt(6.0), 1e-15);
  EXPECT_NEAR(chosen.first_value(6, averages), std::sqrt((64.0 + 100.0 + 4.0) / 27.0), 1e-15);
  for (eeg::Evoked& average : averages) average.average.array() += 100;
  EXPECT_NEAR(chosen.first_value(0, averages), std::sqrt(6.0), 1e-12);
}

TEST(FieldPower, LeavesBadChannelsAndEyesOut) {
  auto averages = two_sides();
  averages.resize(1);
  averages[0].average.row(1).setConstant(kNaN);
  WaveChoice choice;
  choice.only_derived = true;
  choice.field_power = true;
  const Chosen chosen = choose(averages, choice);
  EXPECT_EQ(chosen.first_value(0, averages), 3);  // 1 and 7
  EXPECT_THAT(chosen.warnings, ElementsAre(HasSubstr("not part of the global field power: PO8")));
  averages[0].channels[2] = "VEOG";
  EXPECT_EQ(choose(averages, choice).waves[0].unusable, "fewer than two good scalp channels");
}

TEST(Means, NameTheirSiteAndWhoseBadChannelsTheyLeaveOut) {
  auto averages = two_sides();
  averages.resize(2);
  for (eeg::Evoked& average : averages) average.labels.participant_id = "sub-07";
  averages[0].average.row(1).setConstant(kNaN);
  WaveChoice choice;
  choice.combine = true;
  choice.channels = {"Cz", "PO8"};
  EXPECT_THAT(choose(averages, choice).warnings,
              ElementsAre("file: sub-07: condition 'left': bad channels are not part of the mean Cz+PO8: PO8"));
  choice.only_derived = true;
  choice.lateralisations = {parse_lateralisation("n2pc=left,right")};
  choice.pairs = {parse_pair("PO7/PO8"), parse_pair("PO8/Cz"), parse_pair("PO7/Cz")};
  EXPECT_THAT(choose(averages, choice).warnings,
              ElementsAre(HasSubstr("'n2pc': bad channels are not part of the mean PO7/PO8+PO8/Cz+PO7/Cz: PO7/PO8, "
                                    "PO8/Cz")));
}

TEST(WaveChoice, RefusesAChannelOrAPairNamedTwice) {
  WaveChoice choice;
  choice.channels = {"Cz", "PO7", "Cz"};
  EXPECT_THAT(test::message_of([&] { choose(two_sides(), choice); }), HasSubstr("'Cz' is named twice"));
  choice.channels = {"Cz"};
  choice.pairs = {parse_pair("PO7/PO8"), parse_pair("PO7/PO8")};
  EXPECT_THAT(test::message_of([&] { choose(two_sides(), choice); }), HasSubstr("'PO7/PO8' is named twice"));
}

TEST(DerivedWaves, SayWhatMakesThemUnusable) {
  auto averages = two_sides();
  averages[1].average.row(0).setConstant(kNaN);
  WaveChoice choice;
  choice.differences = {parse_difference("d=right-left")};
  choice.lateralisations = {parse_lateralisation("n2pc=left,right")};
  choice.pairs = {parse_pair("PO7/PO8")};
  choice.only_derived = true;
  Chosen chosen = choose(averages, choice);
  EXPECT_EQ(chosen.waves[0].unusable, "bad channel");
  EXPECT_EQ(chosen.waves[1].unusable, "");
  EXPECT_EQ(chosen.waves[3].unusable, "bad channel");
  averages[0].trials = 0;
  chosen = choose(averages, choice);
  EXPECT_EQ(chosen.waves[1].unusable, "no trials");
  EXPECT_EQ(waveform_of(chosen.waves[1], averages).size(), 0);
}

TEST(DerivedWaves, OfReducedTrialsAreThoseOfTheAverage) {
  const auto averages = two_sides();
  WaveChoice choice;
  choice.only_derived = true;
  choice.field_power = true;
  choice.differences = {parse_difference("d=right-left")};
  const Chosen chosen = choose(averages, choice);
  const Wave& wave = chosen.waves.back();
  Eigen::MatrixXd sum = reduce(wave, 0, averages[0].average);
  EXPECT_EQ(sum.rows(), 3);
  sum += reduce(wave, 1, averages[1].average);
  EXPECT_EQ(resolve(wave, sum), waveform_of(wave, averages));
}

}  // namespace
}  // namespace attune::erp
