#include "attune/checks/balance.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "message_of.hpp"
#include "people_table.hpp"

namespace attune::checks {
namespace {

using test::append;
using test::message_of;
using test::people_table;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const std::array<std::string, 2> kLevels{"secure", "insecure"};
constexpr double kTolerance = 1e-12;    // R prints 15 digits
constexpr double kInterval = 1e-9;      // R's root of the noncentral chi-squared
constexpr double kMonteCarlo = 0.0140;  // four standard errors of 1/7 in 10,000 draws

double number(const Record& record, const std::string& name) {
  for (const auto& [field, value] : record)
    if (field == name) return std::get<double>(value);
  ADD_FAILURE() << "no field " << name;
  return std::nan("");
}

std::string text(const Record& record, const std::string& name) {
  for (const auto& [field, value] : record)
    if (field == name) return std::get<std::string>(value);
  return "";
}

Balance check(const Table& table, const std::string& column, const BalanceOptions& options = {}) {
  const std::vector<std::string> columns{column};
  return balance(table, "group", kLevels, columns, options);
}

Table with_numbers() {
  Table table = people_table(8, 16);
  table.add("mean_fd", Column::Numbers{0.12, 0.18, 0.11, 0.25, 0.14, 0.20, 0.16, 0.31, 0.22, 0.35, 0.19, 0.41, 0.28,
                                       0.30, 0.47, 0.26});
  return table;
}

TEST(BalanceOfNumbers, IsWelchAndMannWhitneyAsRHasThem) {
  const Record record = check(with_numbers(), "mean_fd").records.front();
  EXPECT_NEAR(number(record, "statistic"), -3.05260759910559, kTolerance);
  EXPECT_NEAR(number(record, "df"), 12.7026036644166, kTolerance * 10);
  EXPECT_NEAR(number(record, "p"), 0.00947046085254106, kTolerance);
  EXPECT_NEAR(number(record, "p_rank"), 0.0104118104118104, kTolerance);
  EXPECT_LT(number(record, "ci_high"), 0.0);
  EXPECT_EQ(text(record, "estimate_is"), "Hedges' g");
}

TEST(BalanceOfNumbers, SaysWhatDiffersInAWarning) {
  const Balance found = check(with_numbers(), "mean_fd");
  ASSERT_EQ(found.warnings.size(), 1U);
  EXPECT_THAT(found.warnings.front(),
              AllOf(HasSubstr("mean_fd differs between secure and insecure: mean 0.1837 against 0.31"),
                    HasSubstr("n = 8 + 8"), HasSubstr("Hedges' g = -1.4")));
}

TEST(BalanceOfNumbers, WithoutASignIsNeverCalledBalance) {
  Table table = people_table(4, 8);
  table.add("age", Column::Numbers{25, 30, 35, 28, 26, 31, 33, 29});
  const Balance found = check(table, "age");
  EXPECT_TRUE(found.warnings.empty());
  const std::string reading = text(found.records.front(), "reading");
  EXPECT_THAT(reading, AllOf(HasSubstr("no sign that age differs, n = 4 + 4"), HasSubstr("SD is not ruled out")));
  for (const char* word : {"balanced", "equal", "no difference", "same"}) EXPECT_THAT(reading, Not(HasSubstr(word)));
  EXPECT_EQ(text(found.records.front(), "flag"), "n/a");
}

TEST(BalanceOfNumbers, CountsMissingCellsAndLeavesExcludedRowsOut) {
  Table table = people_table(4, 8);
  table.add("age", Column::Numbers{25, 30, std::nan(""), 28, 26, 31, 33, 29});
  Column::Text excluded(8, "n/a");
  excluded[7] = "mean_fd > 0.5";
  table.add("excluded", excluded);
  const Record record = check(table, "age").records.front();
  EXPECT_THAT(text(record, "reading"), AllOf(HasSubstr("n = 3 + 3"), HasSubstr("missing for 1 secure and 0 insecure")));
}

TEST(BalanceOfNumbers, ThatAreAllAlikeIsNotTested) {
  Table table = people_table(4, 8);
  table.add("volumes_kept", Column::Numbers(8, 120.0));
  const Balance found = check(table, "volumes_kept");
  EXPECT_EQ(text(found.records.front(), "flag"), "not tested");
  EXPECT_THAT(text(found.records.front(), "reading"), HasSubstr("everybody has 120"));
  EXPECT_TRUE(found.warnings.empty());
}

Table with_scanner(std::size_t secure_a, std::size_t insecure_a, std::size_t each) {
  Table table = people_table(each, 2 * each);
  Column::Text scanner;
  append(scanner, "A", secure_a);
  append(scanner, "B", each - secure_a);
  append(scanner, "A", insecure_a);
  append(scanner, "B", each - insecure_a);
  table.add("scanner", scanner);
  return table;
}

TEST(BalanceOfCategories, OfTwoByTwoIsFishersTest) {
  const Record record = check(with_scanner(3, 9, 12), "scanner").records.front();
  EXPECT_EQ(text(record, "test"), "fisher");
  EXPECT_NEAR(number(record, "p"), 0.0391257013278818, kTolerance);  // R's fisher.test
  EXPECT_NEAR(number(record, "estimate"), 0.25 - 0.75, kTolerance);
  EXPECT_EQ(text(record, "flag"), "differs");
}

TEST(BalanceOfCategories, ThatDoNotOverlapSaysThatGroupAndScannerCannotBeTold) {
  const Balance found = check(with_scanner(6, 0, 6), "scanner");
  EXPECT_EQ(text(found.records.front(), "flag"), "confounded");
  ASSERT_EQ(found.warnings.size(), 1U);
  EXPECT_THAT(found.warnings.front(), AllOf(HasSubstr("group cannot be told from scanner"),
                                            HasSubstr("every insecure participant has scanner B")));
}

TEST(BalanceOfCategories, ThatDoNotOverlapIsSaidOfTwoPeopleToo) {
  EXPECT_EQ(text(check(with_scanner(1, 0, 1), "scanner").records.front(), "flag"), "confounded");
}

TEST(BalanceOfCategories, OneSiteWithOneGroupHasAFlagOfItsOwn) {
  const Balance found = check(with_scanner(12, 5, 12), "scanner");
  EXPECT_EQ(text(found.records.front(), "flag"), "one group");
  EXPECT_THAT(found.warnings.front(), HasSubstr("all 7 participants with scanner B are insecure"));
  // Two people of one group at a site are no news.
  EXPECT_EQ(text(check(with_scanner(12, 10, 12), "scanner").records.front(), "flag"), "n/a");
}

TEST(BalanceOfCategories, WrittenAsNumbersAreCategoriesAllTheSame) {
  Table table = people_table(6, 12);
  table.add("scanner", Column::Numbers{1, 1, 2, 2, 3, 3, 1, 1, 2, 2, 3, 3});
  table.add("protocol", Column::Numbers{1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2});
  EXPECT_EQ(text(check(table, "scanner").records.front(), "kind"), "categories");
  EXPECT_EQ(text(check(table, "protocol").records.front(), "kind"), "categories");
}

TEST(BalanceOfCategories, OfThreeIsChiSquaredWithCramersV) {
  Table table = people_table(30, 60);
  Column::Text site;
  for (const std::array<std::size_t, 3> row : {std::array<std::size_t, 3>{14, 6, 10}, {7, 15, 8}}) {
    append(site, "one", row[0]);
    append(site, "three", row[1]);
    append(site, "two", row[2]);
  }
  table.add("site", site);
  const Record record = check(table, "site").records.front();
  EXPECT_EQ(text(record, "test"), "chi-squared");
  EXPECT_NEAR(number(record, "statistic"), 6.41269841269841, kTolerance * 10);
  EXPECT_NEAR(number(record, "p"), 0.0405042162095245, kTolerance);
  EXPECT_NEAR(number(record, "estimate"), 0.326922478392519, kTolerance);
  EXPECT_NEAR(number(record, "ci_low"), 0.0, kTolerance);
  EXPECT_NEAR(number(record, "ci_high"), 0.560391880309831, kInterval);
}

Table few_at_three_sites() {
  Table table = people_table(6, 12);
  table.add("site", Column::Text{"a", "a", "a", "a", "b", "c", "b", "b", "b", "c", "c", "c"});
  return table;
}

TEST(BalanceOfCategories, OfFewCountsTakesPFromExchangedGroups) {
  const Record record = check(few_at_three_sites(), "site").records.front();
  EXPECT_EQ(text(record, "test"), "chi-squared, permutation");
  EXPECT_NEAR(number(record, "p"), 1.0 / 7.0, kMonteCarlo);  // counted over all divisions of 12 into 6 and 6
}

TEST(BalanceOfCategories, DrawsTheSameForAnyNumberOfThreads) {
  BalanceOptions one, four;
  one.threads = {1};
  four.threads = {4};
  const double p = number(check(few_at_three_sites(), "site", one).records.front(), "p");
  EXPECT_EQ(p, number(check(few_at_three_sites(), "site", four).records.front(), "p"));
}

TEST(BalanceOfCategories, OfAColumnOfNamesIsNotTested) {
  Table table = people_table(4, 8);
  table.add("code", Column::Text{"p", "q", "r", "s", "t", "u", "v", "w"});
  EXPECT_THAT(text(check(table, "code").records.front(), "reading"), HasSubstr("a value of their own"));
}

TEST(BalanceOfShares, SaysHowManyWereLeftOut) {
  const Balance lost = balance_of_shares("participants left out", kLevels, {stats::Count{0, 20}, {7, 20}});
  EXPECT_THAT(lost.warnings.front(), HasSubstr("0 of 20 secure and 7 of 20 insecure"));
  const Balance few = balance_of_shares("participants left out", kLevels, {stats::Count{2, 20}, {3, 20}});
  EXPECT_TRUE(few.warnings.empty());
  EXPECT_THAT(text(few.records.front(), "reading"), HasSubstr("no sign that the groups differ"));
}

TEST(Balance, SaysHowManyColumnsChanceWouldFlag) {
  Table table = with_numbers();
  table.add("age", Column::Numbers{25, 30, 35, 28, 26, 31, 33, 29, 25, 30, 35, 28, 26, 31, 33, 29});
  const std::vector<std::string> columns{"mean_fd", "age"};
  const Balance found = balance(table, "group", kLevels, columns);
  EXPECT_THAT(found.warnings.back(), HasSubstr("1 of 2 checked columns has a flag between secure and insecure; if "
                                               "nothing differed, 0.1 would by chance"));
}

TEST(Balance, RefusesWhatIsNoPairOfGroups) {
  Table table = with_numbers();
  const std::vector<std::string> columns{"mean_fd"};
  EXPECT_THAT(message_of([&] { balance(table, "group", {"secure", "secure"}, columns); }), HasSubstr("both 'secure'"));
  EXPECT_THAT(message_of([&] {
                balance(table, "group", {"secure", "insecur"}, columns);
              }),
              HasSubstr("did you mean 'insecure'"));
  Table twice = people_table(2, 4).select(std::vector<std::size_t>{0, 0, 2, 3});
  twice.add("age", Column::Numbers{1, 2, 3, 4});
  EXPECT_THAT(message_of([&] { balance(twice, "group", kLevels, std::vector<std::string>{"age"}); }),
              HasSubstr("one row per participant"));
}

TEST(Balance, SaysWhatEveryFieldMeans) {
  const Table table = to_table(std::span<const Record>(check(with_numbers(), "mean_fd").records));
  for (const std::string& name : table.names()) {
    const auto meanings = balance_meanings();
    EXPECT_TRUE(std::any_of(meanings.begin(), meanings.end(), [&](const auto& m) { return m.column == name; })) << name;
  }
}

}  // namespace
}  // namespace attune::checks
