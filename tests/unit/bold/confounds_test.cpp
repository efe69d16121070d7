#include "attune/bold/confounds.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "expect_error.hpp"

namespace attune::bold {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

Table table_of(const std::vector<std::string>& names) {
  Table table;
  double value = 0;
  for (const std::string& name : names) {
    ++value;
    table.add(name, std::vector<double>{value, 2 * value, 4 * value});
  }
  return table;
}

const std::vector<std::string> kMotion{"trans_x", "trans_y", "trans_z", "rot_x", "rot_y", "rot_z"};

std::vector<std::string> names_of(const Table& table, const std::vector<std::string>& asked) {
  return select_confounds(table, asked).names;
}

TEST(SelectConfounds, ComputesTwelveMotionTermsFromSix) {
  const Confounds confounds = select_confounds(table_of(kMotion), std::vector<std::string>{"motion12"});
  ASSERT_EQ(confounds.names.size(), 12U);
  EXPECT_EQ(confounds.names[7], "trans_y_derivative1");
  EXPECT_EQ(confounds.values.col(7), Eigen::Vector3d(0, 2, 4));
}

TEST(SelectConfounds, TakesTheFirstComponentsByNumber) {
  const Table table = table_of({"a_comp_cor_01", "w_comp_cor_00", "a_comp_cor_00", "a_comp_cor_02"});
  EXPECT_THAT(names_of(table, {"acompcor2"}), ElementsAre("a_comp_cor_00", "a_comp_cor_01"));
  const std::string message = test::error_of(Fault::input, [&] { names_of(table, {"acompcor6"}); });
  EXPECT_THAT(message, HasSubstr("has 3 anatomical component(s)"));
  EXPECT_THAT(message, HasSubstr("asks for 6"));
}

TEST(SelectConfounds, FindsPatterns) {
  const Table table = table_of({"a_comp_cor_00", "a_comp_cor_01", "a_comp_cor_10", "csf", "csf_derivative1"});
  EXPECT_THAT(names_of(table, {"a_comp_cor_0*"}), ElementsAre("a_comp_cor_00", "a_comp_cor_01"));
  EXPECT_THAT(names_of(table, {"a_comp_cor_?0"}), ElementsAre("a_comp_cor_00", "a_comp_cor_10"));
  EXPECT_THAT(names_of(table, {"csf*"}), ElementsAre("csf", "csf_derivative1"));
  EXPECT_THAT(test::error_of(Fault::input, [&] { names_of(table, {"rot_*"}); }), HasSubstr("'rot_*'"));
}

TEST(SelectConfounds, KnowsEverySpellingOfFmriprep) {
  const Table today = table_of({"cosine00", "motion_outlier00", "a_comp_cor_00", "csf", "white_matter"});
  EXPECT_THAT(select_confounds(today, std::vector<std::string>{"cosine_00", "motion_outlier_00"}).values.row(0),
              Eigen::RowVector2d(1, 2));
  const Table old = table_of({"CSF", "WhiteMatter", "X", "Y", "Z", "RotX", "RotY", "RotZ", "aCompCor00"});
  EXPECT_THAT(names_of(old, {"wm_csf"}), ElementsAre("csf", "white_matter"));
  EXPECT_EQ(names_of(old, {"motion6"}), kMotion);
  EXPECT_EQ(select_confounds(old, std::vector<std::string>{"acompcor1"}).values(0, 0), 9.0);
}

TEST(SelectConfounds, TakesAColumnOnce) {
  const Table table = table_of({"csf", "white_matter", "global_signal"});
  EXPECT_THAT(names_of(table, {"csf", "csf_wm", "*", "CSF"}), ElementsAre("csf", "white_matter", "global_signal"));
}

TEST(SelectConfounds, SuggestsTheNearestName) {
  const Table table = table_of({"csf", "white_matter", "global_signal"});
  EXPECT_THAT(test::error_of(Fault::input, [&] { names_of(table, {"white_mater"}); }), HasSubstr("'white_matter'"));
  EXPECT_THAT(test::error_of(Fault::input, [&] { names_of(table, {"motion25"}); }), HasSubstr("'motion24'"));
}

TEST(SelectConfounds, TakesAMissingFirstChangeAsZeroAndNoOtherMissing) {
  Table table;
  table.add("std_dvars", std::vector<double>{kMissing, 1, 2});
  table.add("framewise_displacement", std::vector<double>{kMissing, 1, kMissing});
  table.add("csf", std::vector<double>{kMissing, 1, 2});
  EXPECT_EQ(select_confounds(table, std::vector<std::string>{"std_dvars"}).values(0, 0), 0.0);
  for (const std::string name : {"framewise_displacement", "csf"})
    EXPECT_THAT(test::error_of(Fault::input, [&] { names_of(table, {name}); }), HasSubstr("not a finite number"));
}

TEST(CosineConfounds, AreTheTablesOwn) {
  EXPECT_THAT(cosine_confounds(table_of({"csf", "cosine00", "cosine_01"})).names, ElementsAre("cosine00", "cosine_01"));
  EXPECT_THAT(test::error_of(Fault::input, [] { cosine_confounds(table_of({"csf"})); }), HasSubstr("cosine00"));
}

}  // namespace
}  // namespace attune::bold
