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
  EXPECT_EQ(of.without.size(), 1u);
}

TEST(GroupBy, RefusesTwoFilesOfOnePersonAndOtherTimes) {
  const std::string twice = attune::test::error_of(Fault::input, [] {
    group_by({person("sub-01"), person("sub-01")}, participants(), "group", {"x", "y"});
  });
  EXPECT_THAT(twice, HasSubstr("sub-01 is in sub-01.h5 too; expected one file of each person"));
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

}  // namespace
}  // namespace attune::latency
