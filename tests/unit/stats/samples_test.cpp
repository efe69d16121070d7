#include "attune/stats/samples.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/base/error.hpp"
#include "attune/table/delimited.hpp"
#include "attune/table/row_filter.hpp"
#include "message_of.hpp"

namespace attune::stats {
namespace {

using test::message_of;
using testing::ElementsAre;
using testing::HasSubstr;

Table table_of(const std::string& text) { return parse_table(text, "t.tsv"); }

const char* const kLong =
    "participant_id\tgroup\tsite\tvalue\texcluded\n"
    "01\tsecure\tL\t1\tn/a\n"
    "01\tsecure\tR\t2\tn/a\n"
    "02\tinsecure\tL\t3\tn/a\n"
    "02\tinsecure\tR\tn/a\tn/a\n"
    "03\tinsecure\tL\t5\tcoverage < 0.5\n"
    "04\tn/a\tL\t6\tn/a\n"
    "05\tother\tL\tn/a\tn/a\n";

TEST(TakeGroups, CountsWhatIsLeftOutByReason) {
  const Table left = filter_rows(table_of(kLong), parse_filters(std::vector<std::string>{"site=L"}));
  const TwoSamples samples = take_groups(left, {"value", "group", {"secure", "insecure"}, ""});
  EXPECT_THAT(samples.a, ElementsAre(1.0));
  EXPECT_THAT(samples.b, ElementsAre(3.0));
  EXPECT_THAT(describe(samples.exclusions), ElementsAre("excluded: coverage < 0.5: 1", "group missing: 1"));
  EXPECT_EQ(samples.exclusions.total(), 2);
}

TEST(TakeGroups, RefusesTwoRowsOfOneParticipant) {
  const std::string message = message_of([] {
    take_groups(table_of(kLong), {"value", "group", {"secure", "insecure"}, ""});
  });
  EXPECT_THAT(message, HasSubstr("t.tsv:3: column 'participant_id': '01' has another row here, first at t.tsv:2"));
}

TEST(TakeGroups, RefusesTwoRowsOfOnePersonWhateverTheColumnIsCalled) {
  const Table table = table_of("code\tg\tv\np1\ta\t1\np2\tb\t2\np1\tb\t3\n");
  const GroupSelection selection{"v", "g", {"a", "b"}, "", {"participant_id", "code"}};
  EXPECT_THAT(message_of([&] { take_groups(table, selection); }),
              HasSubstr("t.tsv:4: column 'code': 'p1' has another"));
}

TEST(TakeGroups, WarnsWhereNothingNamesThePeople) {
  const Table table = table_of("participant_id\tg\tv\nn/a\ta\t1\nn/a\tb\t2\n");
  const TwoSamples samples = take_groups(table, {"v", "g", {"a", "b"}, ""});
  ASSERT_EQ(samples.warnings.size(), 1U);
  EXPECT_THAT(samples.warnings[0], HasSubstr("t.tsv: no column names the participants"));
  EXPECT_TRUE(take_groups(table_of(kLong), {"value", "group", {"secure", "other"}, "site"}).warnings.empty());
}

TEST(TakeGroups, NamesTheLevelsThereAre) {
  const std::string message = message_of([] {
    take_groups(table_of(kLong), {"value", "group", {"secure", "insecur"}, ""});
  });
  EXPECT_THAT(message, HasSubstr("has no level 'insecur'; did you mean 'insecure'?"));
}

TEST(TakeGroups, WarnsOfLevelsThatAreSpeltInAnotherWay) {
  const Table table = table_of(
      "participant_id\tgroup\tvalue\n01\tsecure\t1\n02\tsecure \t2\n03\tinsecure\t3\n04\tInsecure\t4\n"
      "05\tInsecure\t4\n06\tsecured\t4\n");
  const auto warned = ElementsAre(HasSubstr("column 'group': 'Insecure' is not 'insecure': 2 rows are left out"),
                                  HasSubstr("'secure ' is not 'secure': 1 row is left out"));
  EXPECT_THAT(take_groups(table, {"value", "group", {"secure", "insecure"}, ""}).warnings, warned);
  EXPECT_THAT(take_groups(table, {"value", "group", {"secure", "insecure"}, "participant_id"}).warnings, warned);
}

TEST(TakeGroups, RefusesAnInfiniteValueWhereItStands) {
  const Table table = table_of("g\tv\na\t1\nb\tinf\n");
  EXPECT_THAT(message_of([&] { take_groups(table, {"v", "g", {"a", "b"}, ""}); }), HasSubstr("t.tsv:3"));
}

TEST(TakeGroups, PairsByNameNotByOrder) {
  const Table table = table_of("id\ts\tv\n2\tpre\t20\n1\tpost\t11\n1\tpre\t10\n2\tpost\t22\n3\tpre\t5\n");
  const TwoSamples samples = take_groups(table, {"v", "s", {"post", "pre"}, "id"});
  EXPECT_THAT(samples.a, ElementsAre(11.0, 22.0));
  EXPECT_THAT(samples.b, ElementsAre(10.0, 20.0));
  EXPECT_THAT(describe(samples.exclusions), ElementsAre("no value of post: 1"));
}

TEST(TakeGroups, RefusesTwoRowsOfOnePairInOneLevel) {
  const Table table = table_of("id\ts\tv\n1\tpre\t20\n1\tpre\t11\n1\tpost\t10\n");
  EXPECT_THAT(message_of([&] {
                take_groups(table, {"v", "s", {"post", "pre"}, "id"});
              }),
              HasSubstr("'1' has another row with s 'pre', first at t.tsv:2"));
}

TEST(TakeColumns, ChecksAndWarnsAsGroupsDo) {
  const Table table = table_of("code\tx\ty\nc1\t1\t2\nc1\t2\t3\n");
  const std::vector<std::string> by_code{"participant_id", "code"};
  EXPECT_THAT(message_of([&] { take_columns(table, "x", "y", {}, by_code); }), HasSubstr("t.tsv:3: column 'code'"));
  EXPECT_EQ(take_columns(table, "x", "y", {}).warnings.size(), 1U);
}

TEST(TakeColumns, NeedsCompleteRows) {
  const Table table = table_of("x\ty\tz\n1\t2\t3\n2\tn/a\t3\n3\t4\tn/a\n5\t6\t7\n");
  const std::vector<std::string> given{"z"};
  const PairedColumns columns = take_columns(table, "x", "y", given);
  EXPECT_THAT(columns.x, ElementsAre(1.0, 5.0));
  EXPECT_THAT(columns.given[0], ElementsAre(3.0, 7.0));
  EXPECT_THAT(describe(columns.exclusions), ElementsAre("y missing: 1", "z missing: 1"));
}

}  // namespace
}  // namespace attune::stats
