#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "run_program.hpp"

namespace attune::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

// The fifteen p values of Benjamini & Hochberg (1995, JRSS B 57, section 3.2) and what R 4.2 p.adjust makes of them.
const std::vector<double> kP = {0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                                0.0459, 0.324,  0.4262, 0.5719, 0.6528, 0.759,  1};
const std::vector<std::pair<const char*, std::vector<double>>> kAdjusted = {
    {"p_holm", {0.0015, 0.0056, 0.0247, 0.114, 0.2211, 0.278, 0.278, 0.278, 0.3213, 1, 1, 1, 1, 1, 1}},
    {"p_hochberg", {0.0015, 0.0056, 0.0247, 0.114, 0.2211, 0.2682, 0.2682, 0.2752, 0.3213, 1, 1, 1, 1, 1, 1}},
    {"p_bonferroni", {0.0015, 0.006, 0.0285, 0.1425, 0.3015, 0.417, 0.447, 0.516, 0.6885, 1, 1, 1, 1, 1, 1}},
    {"p_bh",
     {0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.0638571428571429, 0.0638571428571429, 0.0645, 0.0765, 0.486,
      0.581181818181818, 0.714875, 0.753230769230769, 0.813214285714286, 1}},
    {"p_by",
     {0.00497734348984349, 0.00995468697968698, 0.0315231754356754, 0.118211907883783, 0.200089208291708,
      0.211892622853337, 0.211892622853337, 0.21402577006327, 0.253844517982018, 1, 1, 1, 1, 1, 1}}};
// The reference is printed to 15 digits.
constexpr double kPrinted = 1e-13;

TEST(Adjust, GivesTheReferenceForEveryMethod) {
  std::string text = "p\\n";
  for (const double p : kP) text += json(p).dump() + "\\n";
  const ProgramResult result =
      run_shell("printf '" + text + "' | \"$ATTUNE\" adjust - --method holm,hochberg,bonferroni,bh,by --format json");
  ASSERT_EQ(result.code, 0) << result.err;
  const json rows = json::parse(result.out);
  for (const auto& [column, expected] : kAdjusted)
    for (std::size_t i = 0; i < expected.size(); ++i)
      EXPECT_NEAR(rows.at(i).at(column).get<double>(), expected[i], kPrinted) << column << " " << i;
}

TEST(Adjust, CorrectsWithinFamiliesAndKeepsTheTable) {
  const ProgramResult result = run_shell(
      "printf 'site\\tp\\nL\\t0.01\\nR\\t0.02\\nR\\t0.03\\n' | \"$ATTUNE\" adjust - --method bonferroni --family site");
  EXPECT_EQ(result.out, "site\tp\tp_bonferroni\tfamily_size\nL\t0.01\t0.01\t1\nR\t0.02\t0.04\t2\nR\t0.03\t0.06\t2\n")
      << result.err;
  EXPECT_THAT(run_shell("printf 'p\\n7\\n' | \"$ATTUNE\" adjust - --method bh").err, HasSubstr("a p value is 0 to 1"));
}

}  // namespace
}  // namespace attune::test
