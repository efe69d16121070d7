#include "attune/model/analysis.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "attune/base/error.hpp"
#include "attune/table/delimited.hpp"
#include "message_of.hpp"

namespace attune::model {
namespace {

using ::testing::HasSubstr;

constexpr double kRounding = 1e-10;

Document run(const char* cells, const ModelRequest& request, Warnings* warnings = nullptr) {
  const ModelResult result = run_model(parse_table(cells, "made.tsv"), request);
  if (warnings != nullptr) *warnings = result.warnings;
  return result.document;
}

const std::vector<Record>& part(const Document& document, const std::string& name) {
  for (const auto& [known, records] : document.parts)
    if (known == name) return records;
  throw std::runtime_error("no part " + name);
}

const FieldValue& field(const Record& record, const std::string& name) {
  for (const auto& [known, value] : record)
    if (known == name) return value;
  throw std::runtime_error("no field " + name);
}
double number(const Record& record, const std::string& name) { return std::get<double>(field(record, name)); }
std::string text(const Record& record, const std::string& name) { return std::get<std::string>(field(record, name)); }

// Three levels of three rows: means 2, 4 and 9, variances 1, 4 and 1.
const char* const kThree = "g\ty\na\t1\na\t2\na\t3\nb\t2\nb\t4\nb\t6\nc\t8\nc\t9\nc\t10\n";

TEST(Welch, IsByHand) {
  // Weights 3, 3/4, 3: mean (6 + 3 + 27) / 6.75 = 16/3; between (3 (10/3)^2 + .75 (4/3)^2 + 3 (11/3)^2) / 2 = 37.5;
  // lambda = (2 (1 - 4/9)^2 + (1 - 1/9)^2) / 2.
  const double lambda = (2.0 * std::pow(5.0 / 9.0, 2) + std::pow(8.0 / 9.0, 2)) / 2.0;
  const Record row = part(run(kThree, {.formula = "y ~ g", .errors = "welch"}), "anova").at(0);
  EXPECT_NEAR(number(row, "F"), 37.5 / (1.0 + 2.0 / 8.0 * lambda), kRounding);
  EXPECT_NEAR(number(row, "den_df"), 8.0 / (3.0 * lambda), kRounding);
  EXPECT_EQ(number(row, "num_df"), 2.0);
}

TEST(Welch, SaysWhenItApplies) {
  const auto message = [](const char* cells, const ModelRequest& request) {
    return test::message_of([&] { run(cells, request); });
  };
  EXPECT_THAT(message("g\tx\ty\na\t1\t1\nb\t2\t2\n", {.formula = "y ~ g + x", .errors = "welch"}),
              HasSubstr("one factor alone"));
  EXPECT_THAT(message("x\ty\n1\t1\n2\t2\n", {.formula = "y ~ x", .errors = "welch"}), HasSubstr("--factors"));
  EXPECT_THAT(message("g\ty\na\t1\nb\t2\nb\t3\n", {.formula = "y ~ g", .errors = "welch"}), HasSubstr("one row"));
  EXPECT_THAT(message("g\ty\na\t1\na\t1\nb\t2\nb\t3\n", {.formula = "y ~ g", .errors = "welch"}),
              HasSubstr("no spread"));
  // The mean of three 0.1 is another number than 0.1.
  EXPECT_THAT(message("g\ty\na\t.1\na\t.1\na\t.1\nb\t2\nb\t3\n", {.formula = "y ~ g", .errors = "welch"}),
              HasSubstr("no spread"));
  EXPECT_EQ(message("g\ty\na\t1e12\na\t1000000000001\nb\t2\nb\t3\n", {.formula = "y ~ g", .errors = "welch"}), "");
}

TEST(Contrasts, AreCombinationsOfTheMeans) {
  const Document d =
      run(kThree, {.formula = "y ~ g", .means = {"g"}, .contrasts = {"late=c - (a + b) / 2", "2*a-2*b"}});
  const std::vector<Record>& rows = part(d, "contrasts");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(text(rows[0], "contrast"), "late");
  EXPECT_EQ(text(rows[0], "coefficients"), "-0.5 a, -0.5 b, 1 c");
  EXPECT_NEAR(number(rows[0], "estimate"), 6.0, kRounding);
  EXPECT_NEAR(number(rows[0], "se"), std::sqrt(2.0 * 1.5 / 3.0), kRounding);  // pooled variance 2
  EXPECT_NEAR(number(rows[1], "estimate"), -4.0, kRounding);
  EXPECT_EQ(text(rows[0], "adjust"), "sidak");  // Tukey's is about all pairs
  const double p = number(rows[1], "p");
  EXPECT_NEAR(number(rows[1], "p_adjusted"), 1.0 - std::pow(1.0 - p, 2), kRounding);
}

TEST(Contrasts, RefuseWhatIsNoContrast) {
  const auto message = [](const char* contrast) {
    return test::message_of([&] { run(kThree, {.formula = "y ~ g", .means = {"g"}, .contrasts = {contrast}}); });
  };
  EXPECT_THAT(message("a + b - c"), HasSubstr("sum to 1"));
  EXPECT_THAT(message("a - d"), HasSubstr("'d' is no cell"));
  EXPECT_THAT(message("a * b"), HasSubstr("expected a number"));
  EXPECT_THAT(message("a - 1"), HasSubstr("no number alone"));
  EXPECT_THAT(message("(a - b"), HasSubstr("expected ')'"));
  EXPECT_THAT(message("a / 0 - b"), HasSubstr("division by zero"));
  EXPECT_THAT(message("a b"), HasSubstr("expected '+'"));
}

TEST(Contrasts, ReadNamesInBackticks) {
  const char* const cells = "g\ty\n1st\t1\n1st\t2\nb-c\t2\nb-c\t4\n";
  const Document d = run(cells, {.formula = "y ~ g", .means = {"g"}, .contrasts = {"`1st` - b-c"}});
  EXPECT_NEAR(number(part(d, "contrasts").at(0), "estimate"), -1.5, kRounding);
}

TEST(Contrasts, RefuseACellWithoutRows) {
  const char* const cells = "a\tb\ty\nu\tp\t1\nu\tp\t2\nu\tq\t3\nu\tq\t5\nv\tp\t4\nv\tp\t7\n";
  const ModelRequest means{.formula = "y ~ a * b", .means = {"a", "b"}};
  Warnings warnings;
  const Document d = run(cells, means, &warnings);
  const std::vector<Record>& rows = part(d, "means");
  EXPECT_NEAR(number(rows[0], "estimate"), 1.5, kRounding);
  EXPECT_NEAR(number(rows[2], "estimate"), 5.5, kRounding);
  EXPECT_TRUE(std::isnan(number(rows[3], "estimate")));
  ModelRequest contrast = means;
  contrast.contrasts = {"v:p - v:q"};
  EXPECT_THAT(test::message_of([&] { run(cells, contrast); }), HasSubstr("without rows"));
  contrast.contrasts = {"v:p - u:p"};
  EXPECT_NEAR(number(part(run(cells, contrast), "contrasts").at(0), "estimate"), 4.0, kRounding);
}

const char* const kTwoByThree =
    "a\tb\ty\nu\tp\t1\nu\tp\t3\nu\tq\t4\nu\tq\t6\nu\tr\t5\nu\tr\t9\nv\tp\t3\nv\tp\t5\nv\tq\t9\nv\tq\t8\nv\tr\t2\nv\tr\t"
    "4\n";

TEST(Pairs, WithinAnotherFactorAreAFamilyEach) {
  const Document d = run(kTwoByThree, {.formula = "y ~ a * b", .means = {"b"}, .by = {"a"}, .adjust = "bonferroni"});
  const std::vector<Record>& rows = part(d, "pairs");
  ASSERT_EQ(rows.size(), 6U);
  EXPECT_EQ(text(rows[0], "a"), "u");
  EXPECT_EQ(text(rows[3], "a"), "v");
  EXPECT_EQ(text(rows[3], "contrast"), "p - q");
  for (const Record& row : rows)
    EXPECT_NEAR(number(row, "p_adjusted"), std::min(1.0, 3.0 * number(row, "p")), kRounding);
}

TEST(MarginalMeans, StandWhereNumbersAreHeld) {
  const char* const cells = "g\tx\ty\na\t0\t1\na\t1\t2\na\t2\t3\nb\t0\t0\nb\t1\t3\nb\t2\t6.5\n";
  const std::vector<Record> rows = part(run(cells, {.formula = "y ~ g * x", .means = {"g"}, .at = {"x=10"}}), "means");
  EXPECT_NEAR(number(rows[0], "estimate"), 11.0, kRounding);  // 1 + x
}

TEST(JohnsonNeyman, IsByHand) {
  // y = 2 x + x m and 1 up or down in each cell of x, m = -1, 1: RSS 8 on 4 df, every coefficient has variance 1/4. The
  // slope 2 + m has variance (1 + m^2) / 4; it differs from 0 where (2 + m)^2 > t^2 (1 + m^2) / 4, t = 2.7764451.
  const char* const cells =
      "x\tm\ty\n1\t1\t4\n1\t1\t2\n1\t-1\t2\n1\t-1\t0\n-1\t1\t-2\n-1\t1\t-4\n-1\t-1\t0\n-1\t-1\t-2\n";
  const Document d = run(cells, {.formula = "y ~ x * m", .slopes = "x", .moderator = "m"});
  const Record row = part(d, "region").at(0);
  const double k = 2.7764451051977934 * 2.7764451051977934 / 4.0;
  const double a = 1.0 - k, b = 4.0, c = 4.0 - k, root = std::sqrt(b * b - 4.0 * a * c);
  EXPECT_EQ(text(row, "differs"), "between");
  EXPECT_NEAR(number(row, "moderator_low"), (-b + root) / (2.0 * a), 1e-9);
  EXPECT_NEAR(number(row, "moderator_high"), (-b - root) / (2.0 * a), 1e-9);
}

TEST(Levels, ComeFromTheSidecarUnlessTheyAreStated) {
  ModelRequest request{.formula = "y ~ g", .coding = "treatment"};
  request.sidecar_levels["g"] = {"c", "a"};
  const auto levels = [](const Document& d) {
    return std::get<std::vector<std::string>>(field(d.fields, "levels")).at(0);
  };
  EXPECT_EQ(levels(run(kThree, request)), "g: c, a, b (sidecar)");
  request.levels = {"g=b,c"};
  Warnings warnings;
  const Document stated = run(kThree, request, &warnings);
  EXPECT_EQ(levels(stated), "g: b, c (--levels)");
  EXPECT_EQ(std::get<std::vector<std::string>>(field(stated.fields, "dropped_because")).at(0), "g is 'a': 3");
  EXPECT_TRUE(warnings.empty());
  request.levels = {"g=a,b,c,d"};
  run(kThree, request, &warnings);
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_THAT(warnings[0], HasSubstr("level 'd' has no row"));
}

TEST(LeftOut, IsListedInOneOrderForAnyOrderOfRows) {
  for (const char* cells :
       {"g\ty\na\t1\na\t2\nb\tn/a\nb\t3\nn/a\t3\nb\t5\n", "g\ty\nn/a\t3\na\t1\na\t2\nb\t3\nb\t5\nb\tn/a\n"})
    EXPECT_THAT(std::get<std::vector<std::string>>(field(run(cells, {.formula = "y ~ g"}).fields, "dropped_because")),
                testing::ElementsAre("g is missing: 1", "y is missing: 1"));
}

TEST(Levels, OfCodesThatAreTakenAsNumbersAreAskedAbout) {
  const char* const cells = "g\ty\n1\t1\n1\t2\n2\t3\n2\t5\n";
  ModelRequest request{.formula = "y ~ g"};
  request.sidecar_levels["g"] = {"2", "1"};
  Warnings warnings;
  run(cells, request, &warnings);
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_THAT(warnings[0], HasSubstr("--factors"));
  request.factors = {"g"};
  const Document d = run(cells, request, &warnings);
  EXPECT_TRUE(warnings.empty());
  EXPECT_EQ(std::get<std::vector<std::string>>(field(d.fields, "levels")).at(0), "g: 2, 1 (sidecar)");
}

TEST(Levels, SayThatOneWasLostWithItsRows) {
  Warnings warnings;
  const char* const cells = "g\tx\ty\na\t1\t1\na\t2\t2\nb\t1\t3\nb\t3\t3\nc\tn/a\t1\n";
  const Document d = run(cells, {.formula = "y ~ g + x"}, &warnings);
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_THAT(warnings[0], HasSubstr("level 'c' has no row"));
  EXPECT_EQ(std::get<std::int64_t>(field(d.fields, "dropped")), 1);
}

}  // namespace
}  // namespace attune::model
