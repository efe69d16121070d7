// Certified regressions and analyses of variance of NIST's Statistical Reference Datasets (itl.nist.gov/div898/strd).
#include <gtest/gtest.h>

#include <cmath>

#include "attune/model/anova.hpp"
#include "attune/table/delimited.hpp"
#include "nist_files.hpp"
#include "shared_data.hpp"

namespace attune::model {
namespace {

using test::agreeing_digits;

Table data_of(const std::vector<std::string>& lines, const std::vector<std::string>& names, const std::string& prefix) {
  return parse_table(test::nist_table(lines, names, prefix), "nist.tsv");
}

void expect_regression(const char* file, const std::vector<std::string>& names, const char* text, double least) {
  ATTUNE_NEED_SHARED(path, std::string("data/eeg-physio/reference/nist/linreg/") + file);
  const std::vector<std::string> lines = test::lines_of(path);
  const test::CertifiedRegression certified = test::certified_regression(lines);
  const Formula formula = parse_formula(text);
  const Frame frame = model_frame(data_of(lines, names, ""), formula);
  const Design design = design_matrix(formula, frame);
  const LinearFit fit = fit_linear(design.x, frame.response, formula.intercept);
  const Eigen::MatrixXd covariance = fit.covariance();
  ASSERT_EQ(certified.estimates.size(), static_cast<std::size_t>(design.x.cols()));
  for (Eigen::Index j = 0; j < design.x.cols(); ++j) {
    const auto at = static_cast<std::size_t>(j);
    EXPECT_GE(agreeing_digits(fit.coefficients[j], certified.estimates[at]), least) << file << " B" << j;
    EXPECT_GE(agreeing_digits(std::sqrt(covariance(j, j)), certified.errors[at]), least) << file << " SE of B" << j;
  }
}

const std::vector<std::string> kOneX{"y", "x"};
constexpr const char* kFifth = "y ~ x + I(x^2) + I(x^3) + I(x^4) + I(x^5)";

TEST(NistRegression, HasTwelveDigitsOfNorris) { expect_regression("Norris.dat", kOneX, "y ~ x", 12.0); }
TEST(NistRegression, HasTwelveDigitsWithoutAnIntercept) { expect_regression("NoInt1.dat", kOneX, "y ~ x - 1", 12.0); }
TEST(NistRegression, HasNineDigitsOfPontius) { expect_regression("Pontius.dat", kOneX, "y ~ x + I(x^2)", 9.0); }
TEST(NistRegression, HasNineDigitsOfWampler) {
  for (const char* file : {"Wampler1.dat", "Wampler2.dat", "Wampler3.dat"}) expect_regression(file, kOneX, kFifth, 9.0);
}
TEST(NistRegression, HasNineDigitsOfLongley) {
  expect_regression("Longley.dat", {"y", "x1", "x2", "x3", "x4", "x5", "x6"}, "y ~ x1 + x2 + x3 + x4 + x5 + x6", 9.0);
}

void expect_anova(const char* file, double least) {
  ATTUNE_NEED_SHARED(path, std::string("data/eeg-physio/reference/nist/anova/") + file);
  const std::vector<std::string> lines = test::lines_of(path);
  const double certified = test::certified_f(lines);
  ASSERT_FALSE(std::isnan(certified));
  const Formula formula = parse_formula("y ~ g");
  const Frame frame = model_frame(data_of(lines, {"g", "y"}, "g"), formula);
  const Design design = design_matrix(formula, frame);
  const LinearFit fit = fit_linear(design.x, frame.response, true);
  const auto rows = anova(design, fit, frame.response, SquaresType::sequential);
  EXPECT_GE(agreeing_digits(rows.at(0).f, certified), least) << file;
}

TEST(NistAnova, HasNineDigitsOfEasyData) {
  for (const char* file : {"SiRstv.dat", "SmLs01.dat", "SmLs02.dat", "SmLs03.dat"}) expect_anova(file, 9.0);
}
TEST(NistAnova, HasSevenDigitsOfAMillion) {
  for (const char* file : {"SmLs04.dat", "SmLs06.dat"}) expect_anova(file, 7.0);
}
// 1e12 and tenths: a double holds them to 1e-4, which leaves about four digits of F; 4.4 are reached.
TEST(NistAnova, HasFourDigitsOfABillionTimesAThousand) { expect_anova("SmLs07.dat", 4.0); }

}  // namespace
}  // namespace attune::model
