#include "attune/stats/adjust_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "expect_error.hpp"

namespace attune::stats {
namespace {

using ::testing::HasSubstr;

Table p_table(Column::Text p) {
  Table out;
  out.add("site", Column::Text{"L", "L", "R", "R", "R"});
  out.add("p", std::move(p));
  return out;
}

TEST(AdjustTable, CorrectsWithinEachFamilyAndPassesOverMissingOnes) {
  const Table out =
      adjust_table(p_table({"0.01", "0.04", "0.5", "n/a", "0.02"}), {"p", {"holm", "bonferroni"}, {"site"}});
  const std::vector<double> holm = out.numbers("p_holm"), bonferroni = out.numbers("p_bonferroni");
  EXPECT_DOUBLE_EQ(holm[0], 0.02);
  EXPECT_DOUBLE_EQ(holm[1], 0.04);
  EXPECT_DOUBLE_EQ(holm[2], 0.5);
  EXPECT_TRUE(std::isnan(holm[3]));
  EXPECT_DOUBLE_EQ(holm[4], 0.04);
  EXPECT_DOUBLE_EQ(bonferroni[2], 1.0);
  EXPECT_THAT(out.text("family_size"), testing::ElementsAre("2", "2", "2", "2", "2"));
}

TEST(AdjustTable, RefusesWhatIsNoP) {
  EXPECT_THAT(test::error_of(Fault::input,
                             [] {
                               adjust_table(p_table({"0.01", "1.2", "0.5", "n/a", "0"}), {"p", {"bh"}, {}});
                             }),
              HasSubstr("is 1.2; a p value is 0 to 1"));
  test::error_of(Fault::analysis, [] { adjust_table(p_table({"n/a", "", "NA", "n/a", ""}), {"p", {"bh"}, {}}); });
  test::error_of(Fault::usage, [] { check_request({"p", {}, {}}); });
  test::error_of(Fault::usage, [] { check_request({"p", {"holm", "holm"}, {}}); });
  test::error_of(Fault::usage, [] { check_request({"p", {"hom"}, {}}); });
}

}  // namespace
}  // namespace attune::stats
