#include "attune/bids/group.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "expect_error.hpp"

namespace attune::test {
namespace {

using testing::HasSubstr;

bids::Participants table() {
  return bids::parse_participants(
      "participant_id\tgroup\texcluded\nsub-01\tsecure\tn/a\nsub-02\tn/a\tn/a\nsub-03\tsecure\tmoved\n", "people.tsv");
}

TEST(Group, IsTheCellOfTheColumn) {
  EXPECT_EQ(bids::group_of(table(), "group", "sub-01").name, "secure");
  EXPECT_EQ(bids::group_of(table(), "group", "01").name, "secure");
}

TEST(Group, IsNoneForThoseWhoAreExcludedOrHaveNone) {
  EXPECT_EQ(bids::group_of(table(), "group", "sub-02").name, "");
  EXPECT_EQ(bids::group_of(table(), "group", "sub-02").left_out, "group: n/a");
  EXPECT_EQ(bids::group_of(table(), "group", "sub-03").name, "");
  EXPECT_EQ(bids::group_of(table(), "group", "sub-03").left_out, "excluded: moved");
}

TEST(Group, NeedsARowForEverybodyAndOneAlone) {
  EXPECT_THAT(error_of(Fault::input, [] { bids::group_of(table(), "group", "sub-09"); }),
              HasSubstr("people.tsv: no row has the participant_id sub-09"));
  const bids::Participants sessions =
      bids::parse_participants("participant_id\tsession_id\tgroup\nsub-01\tses-1\ta\n", "people.tsv");
  EXPECT_THAT(error_of(Fault::input, [&] { bids::group_of(sessions, "group", "sub-01"); }),
              HasSubstr("a row per session"));
}

TEST(Group, SuggestsALevelThatIsThere) {
  EXPECT_NO_THROW(bids::require_level(table(), "group", "secure"));
  EXPECT_THAT(error_of(Fault::input, [] { bids::require_level(table(), "group", "secur"); }),
              HasSubstr("people.tsv: column 'group' has no 'secur'; did you mean 'secure'?"));
}

}  // namespace
}  // namespace attune::test
