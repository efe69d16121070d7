#include "attune/table/row_filter.hpp"

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

const char* const kLong =
    "participant_id\tgroup\tsite\tvalue\texcluded\n"
    "01\tsecure\tL\t1\tn/a\n"
    "01\tsecure\tR\t2\tn/a\n"
    "02\tinsecure\tL\t3\tn/a\n"
    "02\tinsecure\tR\tn/a\tn/a\n"
    "03\tinsecure\tL\t5\tcoverage < 0.5\n"
    "04\tn/a\tL\t6\tn/a\n"
    "05\tother\tL\tn/a\tn/a\n";

TEST(Filters, TakeSeveralValuesOfAColumn) {
  const std::vector<std::string> texts{"site=L", "R", "group=secure"};
  const auto filters = parse_filters(texts);
  ASSERT_EQ(filters.size(), 2u);
  EXPECT_THAT(filters[0].values, ElementsAre("L", "R"));
  EXPECT_EQ(filter_rows(table_of(kLong), filters).rows(), 2u);
}

TEST(Filters, CompareText) {
  const Table table = table_of(kLong);
  EXPECT_THAT(message_of([&] { filter_rows(table, parse_filters(std::vector<std::string>{"participant_id=1"})); }),
              HasSubstr("has no value '1'"));
  EXPECT_THROW(parse_filters(std::vector<std::string>{"site"}), Error);
  EXPECT_THROW(parse_filters(std::vector<std::string>{"=L"}), Error);
}

}  // namespace
}  // namespace attune
