#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/latency/people.hpp"
#include "bumps.hpp"
#include "expect_error.hpp"

namespace attune::latency {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

PersonWave person(const std::string& id, const std::string& reason = "") {
  PersonWave out;
  out.participant_id = id;
  out.source = id + ".h5";
  out.times = test::axis();
  out.reason = reason;
  if (reason.empty()) out.values = test::bump(400);
  return out;
}

bids::Participants participants() {
  return bids::parse_participants(
      "participant_id\tgroup\texcluded\nsub-01\tx\tn/a\nsub-02\ty\tn/a\nsub-03\ty\tmoved\nsub-04\tn/a\tn/a\n"
      "sub-05\tz\tn/a\nsub-06\tx\tn/a\nsub-07\tx\tn/a\n",
      "people.tsv");
}

TEST(GroupBy, CountsEveryoneWhoIsNotInTheComparison) {
  const TwoSides of = group_by({person("sub-07", "no trials"), person("sub-02"), person("sub-01"), person("sub-03"),
                                person("sub-04"), person("sub-05"), person("sub-09")},
                               participants(), "group", {"x", "y"});
  ASSERT_EQ(of.people[0].size(), 1u);
  EXPECT_EQ(of.people[0][0].participant_id, "sub-01");
  EXPECT_EQ(of.people[1].size(), 1u);
  EXPECT_THAT(stats::describe(of.left_out), ElementsAre("excluded: moved: 1", "no file of averages: 1", "no group: 1",
                                                        "no row in the table of participants: 1", "no trials: 1"));
  std::vector<std::string> who;
  for (std::size_t i = 0; i < of.without.size(); ++i)
    who.push_back(of.without[i].participant_id + " " + of.side_of_those[i] + " " + of.without[i].reason);
  EXPECT_THAT(who, ElementsAre("sub-03 y excluded: moved", "sub-04 n/a no group", "sub-07 x no trials",
                               "sub-09 n/a no row in the table of participants", "sub-06 x no file of averages"));
}

TEST(GroupBy, KnowsAPersonWithAndWithoutThePrefix) {
  PersonWave other = person("01");
  other.source = "sub-01.h5";
  const std::string message = attune::test::error_of(Fault::input, [&] {
    group_by({person("sub-01"), person("sub-02"), other}, participants(), "group", {"x", "y"});
  });
  EXPECT_THAT(message, HasSubstr("is in this file too, as "));
}

TEST(GroupBy, SaysWhyNobodyHasAWave) {
  const std::string message = attune::test::error_of(Fault::analysis, [] {
    group_by({person("sub-01", "no trials"), person("sub-02", "bad channel")}, participants(), "group", {"x", "y"});
  });
  EXPECT_THAT(message, HasSubstr("nobody has a wave (bad channel: 1, no file of averages: 3, no trials: 1)"));
}

TEST(GroupBy, RefusesTwoFilesOfOnePersonAndOtherTimes) {
  const std::string twice = attune::test::error_of(Fault::input, [] {
    group_by({person("sub-01"), person("sub-01")}, participants(), "group", {"x", "y"});
  });
  EXPECT_THAT(twice, HasSubstr("sub-01.h5: sub-01 is in this file too; expected every person once"));
  PersonWave other = person("sub-02");
  other.times.first = -51;
  const std::string times = attune::test::error_of(Fault::input, [&] {
    group_by({person("sub-01"), other}, participants(), "group", {"x", "y"});
  });
  EXPECT_THAT(times, HasSubstr("sub-02.h5: goes from -204 to 792 ms at 250 Hz"));
}

TEST(PairUp, TakesPeopleWithBothConditions) {
  const TwoSides of = pair_up({person("sub-02"), person("sub-01"), person("sub-03", "no trials")},
                              {person("sub-01"), person("sub-02", "bad channel"), person("sub-03")}, {"p", "q"});
  ASSERT_EQ(of.people[0].size(), 1u);
  EXPECT_EQ(of.people[1][0].participant_id, "sub-01");
  EXPECT_THAT(stats::describe(of.left_out), ElementsAre("bad channel: 1", "no trials: 1"));
  EXPECT_THAT(of.side_of_those, ElementsAre("q", "p"));
}

TEST(PairUp, CountsPeopleOfEitherListAlone) {
  const TwoSides of = pair_up({person("sub-01"), person("sub-02"), person("sub-03")},
                              {person("sub-01"), person("03"), person("sub-04")}, {"p", "q"});
  EXPECT_EQ(of.people[0].size(), 2u);
  EXPECT_THAT(stats::describe(of.left_out), ElementsAre("no p: 1", "no q: 1"));
  EXPECT_THAT(of.side_of_those, ElementsAre("p", "q"));
}

eeg::Evoked average_of(const std::string& participant, const std::string& condition) {
  eeg::Evoked out;
  out.labels.participant_id = participant;
  out.condition = condition;
  out.trials = 10;
  out.times = test::axis();
  out.channels = {"Pz"};
  out.average = test::bump(400);
  return out;
}

WaveRequest at_pz(const std::string& condition) {
  WaveRequest out;
  out.choice.channels = {"Pz"};
  out.condition = condition;
  out.target = test::target();
  return out;
}

TEST(WavesOf, CountWhoLacksTheConditionAndStopWhereNobodyHasIt) {
  const eeg::EpochFile file =
      std::vector<eeg::Evoked>{average_of("sub-01", "seen"), average_of("sub-01", "new"), average_of("sub-02", "seen")};
  Warnings warnings;
  const std::vector<PersonWave> people = waves_of({file}, "all.tsv", at_pz("new"), warnings);
  EXPECT_EQ(people[0].reason, "");
  EXPECT_EQ(people[1].reason, "no new");
  EXPECT_EQ(people[1].site, "Pz");
  EXPECT_NO_THROW(require_condition(people));
  const std::vector<PersonWave> nobody = waves_of({file}, "all.tsv", at_pz("sean"), warnings);
  EXPECT_THAT(attune::test::error_of(Fault::input, [&] { require_condition(nobody); }),
              HasSubstr("all.tsv: sub-01 has no condition 'sean'; did you mean 'seen'?"));
}

TEST(WavesOf, CountWhoLacksAConditionOfADifferenceAndAddTrials) {
  const eeg::EpochFile file =
      std::vector<eeg::Evoked>{average_of("sub-01", "seen"), average_of("sub-01", "new"), average_of("sub-02", "seen")};
  WaveRequest request = at_pz("");
  request.choice.differences = {erp::parse_difference("effect=seen-new")};
  Warnings warnings;
  const std::vector<PersonWave> people = waves_of({file}, "all.tsv", request, warnings);
  EXPECT_EQ(people[0].trials, 20);
  EXPECT_EQ(people[1].reason, "no new");
  EXPECT_EQ(people[1].condition, "effect");
}

TEST(CheckDerived, RefusesADifferenceThatIsNotCompared) {
  WaveRequest request = at_pz("seen");
  request.choice.differences = {erp::parse_difference("effect=seen-new")};
  EXPECT_THAT(attune::test::error_of(Fault::usage, [&] { check_derived(request, std::vector<std::string>{"seen"}); }),
              HasSubstr("'effect' is derived and not compared, which is seen"));
  EXPECT_NO_THROW(check_derived(request, std::vector<std::string>{"effect"}));
  EXPECT_NO_THROW(check_derived(request, std::vector<std::string>{""}));
}

}  // namespace
}  // namespace attune::latency
