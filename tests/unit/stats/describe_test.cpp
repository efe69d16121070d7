#include "attune/stats/describe.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "attune/parallel/stream.hpp"
#include "attune/table/delimited.hpp"
#include "message_of.hpp"

namespace attune::stats {
namespace {

constexpr double kRounding = 1e-14;

const std::vector<double> kFive{1.0, 2.0, 3.0, 4.0, 10.0};

TEST(Describe, ByHandForFiveValues) {
  const Description d = describe_values(kFive);
  EXPECT_EQ(d.n, 5);
  EXPECT_EQ(d.mean, 4.0);
  EXPECT_NEAR(d.sd, std::sqrt(12.5), kRounding);
  EXPECT_NEAR(d.se, std::sqrt(2.5), kRounding);
  EXPECT_NEAR(d.interval.high, 4.0 + 2.7764451051977987 * std::sqrt(2.5), 1e-12);  // the t of 4 degrees of freedom
  EXPECT_EQ(d.median, 3.0);
  EXPECT_NEAR(d.mad, 1.482602218505602, kRounding);  // distances 0 1 1 2 7
  EXPECT_EQ(d.q1, 2.0);
  EXPECT_EQ(d.q3, 4.0);
  EXPECT_EQ(d.min, 1.0);
  EXPECT_EQ(d.max, 10.0);
  EXPECT_EQ(d.trimmed_mean, 3.0);
  EXPECT_NEAR(d.skewness, 1.2 * std::sqrt(2.0), kRounding);  // 36 / 10^1.5 * sqrt(20) / 3
  EXPECT_NEAR(d.kurtosis, 3.152, kRounding);                 // (6 (2.788 - 3) + 6) 4 / 6
  EXPECT_NEAR(d.lag1, 8.0 / 50.0, kRounding);
}

TEST(Describe, LeavesUndefinedWhatTooFewValuesLeave) {
  const Description none = describe_values(std::vector<double>{});
  EXPECT_EQ(none.n, 0);
  for (const double x : {none.mean, none.sd, none.interval.low, none.median, none.mad, none.lag1, none.kurtosis})
    EXPECT_TRUE(std::isnan(x));
  const Description one = describe_values(std::vector<double>{7.0});
  EXPECT_EQ(one.mean, 7.0);
  EXPECT_EQ(one.mad, 0.0);
  EXPECT_TRUE(std::isnan(one.sd) && std::isnan(one.interval.low) && std::isnan(one.lag1));
  const Description same = describe_values(std::vector<double>{7.0, 7.0, 7.0, 7.0});
  EXPECT_EQ(same.sd, 0.0);
  EXPECT_TRUE(std::isnan(same.skewness) && std::isnan(same.kurtosis) && std::isnan(same.lag1));
}

TEST(Describe, FollowsShiftAndScale) {
  std::vector<double> moved;
  for (const double x : kFive) moved.push_back(-2.0 * x + 1e6);
  const Description d = describe_values(kFive), m = describe_values(moved);
  EXPECT_NEAR(m.mean, -2.0 * d.mean + 1e6, 1e-9);
  EXPECT_NEAR(m.sd, 2.0 * d.sd, kRounding);
  EXPECT_NEAR(m.mad, 2.0 * d.mad, 1e-9);
  EXPECT_NEAR(m.skewness, -d.skewness, kRounding);
  EXPECT_NEAR(m.kurtosis, d.kurtosis, 1e-13);
  EXPECT_NEAR(m.lag1, d.lag1, kRounding);
}

TEST(Describe, DependsOnTheOrderInNothingButTheAutocorrelation) {
  parallel::Stream stream(parallel::Seed{7}, 0);
  std::vector<double> values(101);
  for (double& x : values) x = 1e8 + stream.normal();
  std::vector<double> reversed(values.rbegin(), values.rend()), sorted = values;
  std::sort(sorted.begin(), sorted.end());
  const Description a = describe_values(values), b = describe_values(sorted);
  EXPECT_EQ(a.mean, b.mean);
  EXPECT_EQ(a.sd, b.sd);
  EXPECT_EQ(a.skewness, b.skewness);
  EXPECT_EQ(a.kurtosis, b.kurtosis);
  EXPECT_EQ(a.trimmed_mean, b.trimmed_mean);
  EXPECT_NEAR(a.lag1, describe_values(reversed).lag1, kRounding);
  EXPECT_GT(b.lag1, 0.9);
}

TEST(Describe, KeepsTheSpreadOfValuesFarFromZero) {
  const Description d = describe_values(std::vector<double>{1e15 + 1.0, 1e15 + 2.0, 1e15 + 3.0});
  EXPECT_EQ(d.mean, 1e15 + 2.0);
  EXPECT_EQ(d.sd, 1.0);
}

TEST(Describe, TrimsTheShareItIsAskedFor) {
  std::vector<double> values(100);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i * i);
  double sum = 0.0;
  for (std::size_t i = 29; i < 71; ++i) sum += values[i];  // 0.29 * 100 is 28.999999999999996
  EXPECT_DOUBLE_EQ(describe_values(values, 0.95, 0.29).trimmed_mean, sum / 42.0);
}

TEST(Describe, CountsWhatIsLeftOutInEachCell) {
  const Table table = parse_table(
      "group\tx\texcluded\nb\t1\tn/a\nb\t3\tn/a\nb\tn/a\tn/a\na\t5\tmoved\na\t7\tn/a\nn/a\t9\tn/a\n", "t.tsv");
  const DescribeAnswer answer = describe_table(table, {{"x"}, {"group"}});
  ASSERT_EQ(answer.records.size(), 2U);
  const Table out = to_table(std::span<const Record>(answer.records));
  EXPECT_EQ(out.text("group"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(out.numbers("n"), (std::vector<double>{1.0, 2.0}));
  EXPECT_EQ(out.numbers("missing"), (std::vector<double>{0.0, 1.0}));
  EXPECT_EQ(out.numbers("excluded"), (std::vector<double>{1.0, 0.0}));
  EXPECT_EQ(out.text("excluded_reasons"), (std::vector<std::string>{"moved: 1", "n/a"}));
  EXPECT_EQ(out.numbers("mean"), (std::vector<double>{7.0, 2.0}));
  EXPECT_THAT(answer.warnings, testing::ElementsAre("1 row has no 'group': it is in no cell"));
}

TEST(Describe, ListsReasonsInOneOrderForAnyOrderOfRows) {
  for (const char* text : {"x\texcluded\n1\tb\n2\ta\n3\tb\n4\tn/a\n", "x\texcluded\n4\tn/a\n3\ta\n2\tb\n1\tb\n"}) {
    const DescribeAnswer answer = describe_table(parse_table(text, "t.tsv"), {{"x"}, {}});
    EXPECT_EQ(to_table(std::span<const Record>(answer.records)).text("excluded_reasons")[0], "a: 1; b: 2");
  }
}

// p1 has two rows of x in the cell a; those of p2 are in two cells, of p3 excluded and of p4 without a value.
TEST(Describe, WarnsWhereOnePersonHasSeveralRowsInACell) {
  const Table table = parse_table(
      "id\tc\tx\texcluded\np1\ta\t1\tn/a\np1\ta\t2\tn/a\np2\ta\t3\tn/a\np2\tb\t4\tn/a\np3\tb\t5\tn/a\np3\tb\t6\tmoved\n"
      "p4\tb\t7\tn/a\np4\tb\tn/a\tn/a\nn/a\tb\t8\tn/a\nn/a\tb\t9\tn/a\n",
      "t.tsv");
  DescribeRequest request{{"x"}, {"c"}};
  EXPECT_TRUE(describe_table(table, request).warnings.empty());  // nothing names the people
  request.identifiers = {"participant_id", "id"};
  EXPECT_THAT(describe_table(table, request).warnings,
              testing::ElementsAre(
                  "t.tsv:3: column 'id': 'p1' has another row in the same cell, at t.tsv:2; n, se and "
                  "the interval count each row as a person (rows of the result like this: 1): take one row each "
                  "by --where, --average or --by"));
  request.by = {"id"};  // who asks for each person's rows knows
  EXPECT_THAT(describe_table(table, request).warnings, testing::ElementsAre(testing::HasSubstr("no 'id'")));
  request.by = {};
  EXPECT_THAT(describe_table(table, request).warnings, testing::ElementsAre(testing::HasSubstr("like this: 1")));
}

TEST(Describe, TakesEveryColumnOfNumbersAndOrdersCellsByTheirNumbers) {
  const Table table = parse_table("run\tword\tx\ty\n10\ta\t1\t2\n9\tb\t3\t4\n", "t.tsv");
  const Table out = to_table(std::span<const Record>(describe_table(table, {{}, {"run"}}).records));
  EXPECT_EQ(out.text("value"), (std::vector<std::string>{"x", "x", "y", "y"}));
  EXPECT_EQ(out.text("run"), (std::vector<std::string>{"9", "10", "9", "10"}));
}

TEST(Describe, RefusesWithTheReason) {
  const Table table = parse_table("n\tx\tword\n1\tinf\ta\n", "t.tsv");
  const auto message = [&](const DescribeRequest& request) {
    return test::message_of([&] { (void)describe_table(table, request); });
  };
  EXPECT_THAT(message({{"x"}, {}}), testing::HasSubstr("t.tsv:2: column 'x': is infinite"));
  EXPECT_THAT(message({{"word"}, {}}), testing::HasSubstr("is not a number"));
  EXPECT_THAT(message({{"x"}, {"n"}}), testing::HasSubstr("has a column 'n' already"));
  EXPECT_THAT(message({{"y"}, {}}), testing::HasSubstr("has no column 'y'"));
  EXPECT_THAT(message({{"n"}, {}, 0.3}), testing::HasSubstr("confidence"));
  EXPECT_THAT(message({{"n"}, {}, 0.95, 0.5}), testing::HasSubstr("trimmed"));
}

}  // namespace
}  // namespace attune::stats
