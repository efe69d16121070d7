#include "attune/table/join_key.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/base/error.hpp"
#include "attune/table/delimited.hpp"
#include "message_of.hpp"

namespace attune {
namespace {

using test::message_of;
using testing::ElementsAre;
using testing::HasSubstr;

Table table_of(const std::string& text) { return parse_table(text, "t.tsv"); }

TEST(JoinTables, ByKeysOfDifferentNames) {
  const Table maps = table_of("source\tvalue\nb.img\t2\na.img\t1\nc.img\t3\n");
  const Table covariate = table_of("subject\timage\tscore\n01\ta.img\t10\n02\tb.img\t20\n");
  const Table joined = join_tables(maps, covariate, parse_join_key("source=image"));
  EXPECT_THAT(joined.text("score"), ElementsAre("20", "10", "n/a"));
  EXPECT_THAT(joined.text("subject"), ElementsAre("02", "01", "n/a"));
}

TEST(JoinTables, OfStrangersIsAnErrorThatShowsBoth) {
  const Table left = table_of("id\tv\nsub-01\t2\n"), right = table_of("id\tage\n01\t30\n");
  EXPECT_THAT(message_of([&] { join_tables(left, right, parse_join_key("id")); }), HasSubstr("'sub-01' and '01'"));
  EXPECT_THROW(parse_join_key("a="), Error);
}

}  // namespace
}  // namespace attune
