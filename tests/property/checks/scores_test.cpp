#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "attune/checks/duplicates.hpp"
#include "attune/checks/median_split.hpp"
#include "attune/checks/variances.hpp"
#include "balance_calibration.hpp"

namespace attune::test {
namespace {

constexpr std::size_t kStudies = 4000;
const std::array<std::string, 2> kLevels{"secure", "insecure"};

std::vector<double> normals(parallel::Stream& stream, std::size_t n) {
  std::vector<double> values(n);
  for (double& value : values) value = stream.normal();
  return values;
}

TEST(SpreadProperty, IgnoresShiftOrderAndCommonScale) {
  constexpr double kRounding = 1e-9;
  for (std::size_t study = 0; study < 50; ++study) {
    parallel::Stream stream({21}, study);
    std::vector<double> a = normals(stream, 9), b = normals(stream, 14);
    const checks::SpreadTest before = checks::compare_spread(a, b);
    EXPECT_NEAR(before.p, checks::compare_spread(b, a).p, kRounding);
    for (double& value : a) value = 5.0 - 2.0 * value;
    for (double& value : b) value = 8.0 + 2.0 * value;
    std::reverse(a.begin(), a.end());
    const checks::SpreadTest after = checks::compare_spread(a, b);
    EXPECT_NEAR(before.f, after.f, kRounding * (1.0 + before.f));
    EXPECT_NEAR(2.0 * before.sd[0], after.sd[0], kRounding);
  }
}

TEST(SpreadCalibration, WarnsAboutFivePercentOfPooledTestsOfOneSpread) {
  std::size_t warned = 0;
  for (std::size_t study = 0; study < kStudies; ++study) {
    parallel::Stream stream({22}, study);
    const std::vector<double> a = normals(stream, 20), b = normals(stream, 20);
    warned += checks::pooled_warning(a, b, kLevels).has_value() ? 1U : 0U;
  }
  const double share = static_cast<double>(warned) / static_cast<double>(kStudies);
  EXPECT_GT(share, 0.03);  // Brown and Forsythe's test is a little conservative at the normal
  EXPECT_LT(share, 0.05 + four_errors(0.05, kStudies));
}

TEST(MedianSplitCalibration, FindsHalvesOfAnUnrelatedScoreAsOftenAsCountingSays) {
  constexpr double kCounted = 2.0 / 252.0;  // divisions of 10 into 5 and 5
  std::size_t found = 0;
  for (std::size_t study = 0; study < kStudies; ++study)
    found += checks::median_splits(null_study(NullColumn::normal, 5, study), "group", kLevels).size();
  EXPECT_NEAR(static_cast<double>(found) / static_cast<double>(kStudies), kCounted, four_errors(kCounted, kStudies));
}

TEST(DuplicatesCalibration, SeldomTakesTwoPeopleOfRoundedAnswersForOne) {
  std::size_t found = 0;
  constexpr std::size_t kTables = 500;
  for (std::size_t study = 0; study < kTables; ++study) {
    parallel::Stream stream({23}, study);
    Table table = people_table(15, 30);
    for (const char* name : {"age", "children", "education", "worry"}) {
      Column::Numbers cells;
      for (std::size_t i = 0; i < 30; ++i) cells.push_back(static_cast<double>(18 + stream.below(8)));
      table.add(name, cells);
    }
    found += checks::duplicate_people(table).empty() ? 0U : 1U;
  }
  EXPECT_LT(static_cast<double>(found) / static_cast<double>(kTables), 0.05 + four_errors(0.05, kTables));
}

}  // namespace
}  // namespace attune::test
