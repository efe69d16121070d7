#include "attune/checks/balance.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "balance_calibration.hpp"

namespace attune::test {
namespace {

constexpr std::size_t kStudies = 300;  // the long form is in checks_calibration
const std::array<std::string, 2> kLevels{"secure", "insecure"};
const std::vector<std::string> kColumn{"column"};

double number(const Record& record, const std::string& name) {
  for (const auto& [field, value] : record)
    if (field == name) return std::get<double>(value);
  return std::nan("");
}

Record check(const Table& table, const std::array<std::string, 2>& levels = kLevels) {
  return checks::balance(table, "group", levels, kColumn).records.front();
}

TEST(BalanceProperty, DoesNotDependOnTheOrderOfTheRows) {
  for (const NullColumn kind : {NullColumn::normal, NullColumn::two_sites, NullColumn::eight_sites})
    for (std::size_t study = 0; study < 20; ++study) {
      const Table table = null_study(kind, 10, study);
      std::vector<std::size_t> order(20);
      for (std::size_t i = 0; i < 20; ++i) order[i] = i;
      parallel::Stream stream({3}, study);
      parallel::shuffle(std::span<std::size_t>(order), stream);
      EXPECT_EQ(to_json(std::vector<Record>{check(table)}, true),
                to_json(std::vector<Record>{check(table.select(order))}, true));
    }
}

TEST(BalanceProperty, OfNumbersTurnsWithTheGroupsAndIgnoresShiftAndScale) {
  constexpr double kRounding = 1e-9;  // of the shifted values
  for (std::size_t study = 0; study < 20; ++study) {
    Table table = null_study(NullColumn::normal, 10, study), moved = people_table(10, 20);
    Column::Numbers cells = table.numbers("column");
    for (double& cell : cells) cell = 40.0 + 3.0 * cell;
    moved.add("column", cells);
    const Record record = check(table), turned = check(table, {"insecure", "secure"}), other = check(moved);
    EXPECT_NEAR(number(record, "estimate"), -number(turned, "estimate"), kRounding);
    EXPECT_NEAR(number(record, "p_rank"), number(turned, "p_rank"), kRounding);
    for (const char* field : {"estimate", "p", "ci_low", "ci_high", "p_rank"})
      EXPECT_NEAR(number(record, field), number(other, field), kRounding) << field;
  }
}

TEST(BalanceProperty, OfCategoriesDoesNotDependOnTheirNames) {
  constexpr double kRounding = 1e-12;
  for (std::size_t study = 0; study < 20; ++study) {
    const Table table = null_study(NullColumn::three_sites, 20, study);
    Table renamed = people_table(20, 40);
    Column::Text cells = table.text("column");
    for (std::string& cell : cells) cell = cell == "a" ? "z" : cell == "b" ? "y" : "x";
    renamed.add("column", cells);
    EXPECT_NEAR(number(check(table), "estimate"), number(check(renamed), "estimate"), kRounding);
    EXPECT_NEAR(number(check(table), "p"), number(check(renamed), "p"), 0.02);  // where p is drawn, other draws
  }
}

TEST(BalanceCalibration, FlagsAFewPercentOfColumnsThatDoNotDiffer) {
  // Two tests of numbers, either of which may flag; Fisher's test and small tables are below 5 %.
  for (const NullColumn kind : {NullColumn::normal, NullColumn::skewed, NullColumn::two_sites, NullColumn::three_sites})
    EXPECT_LT(flag_shares(kind, 12, kStudies, 99).any, 0.065 + four_errors(0.065, kStudies));
}

TEST(BalanceCalibration, NeverCallsARandomColumnOfTwentyFourConfounded) {
  for (const NullColumn kind : {NullColumn::two_sites, NullColumn::eight_sites})
    EXPECT_EQ(flag_shares(kind, 12, kStudies, 99).confounded, 0.0);
}

}  // namespace
}  // namespace attune::test
