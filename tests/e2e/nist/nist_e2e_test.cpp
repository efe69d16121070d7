// NIST's Statistical Reference Datasets through the command line: how many digits of the certified values come out.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "nist_files.hpp"
#include "run_program.hpp"
#include "shared_data.hpp"
#include "temporary_folder.hpp"

namespace attune::test {
namespace {

using nlohmann::json;

/// What the program prints about a table that holds the data of a file.
json about(const std::string& table, const std::string& command, const std::string& options) {
  const TemporaryFolder folder;
  std::ofstream(folder / "nist.tsv") << table;
  const ProgramResult result = run_attune(command + " nist.tsv " + options + " --format json", folder.path());
  EXPECT_EQ(result.code, 0) << result.err;
  return json::parse(result.out, nullptr, false);
}

// The fewest digits of one kind of number, kept with the test's result and held to `least`.
void expect_digits(const std::string& what, double digits, double least) {
  testing::Test::RecordProperty(what, fmt::format("{:.1f}", digits));
  EXPECT_GE(digits, least) << what;
}

void expect_regression(const std::string& file, const std::vector<std::string>& names, const std::string& formula,
                       double least) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/reference/nist/linreg/" + file + ".dat");
  const std::vector<std::string> lines = lines_of(path);
  const CertifiedRegression certified = certified_regression(lines);
  const json fit = about(nist_table(lines, names), "model", "--formula '" + formula + "'");
  const json& rows = fit.at("coefficients");
  ASSERT_EQ(rows.size(), certified.estimates.size());
  double estimates = 15.0, errors = 15.0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    estimates = std::min(estimates, agreeing_digits(rows[i].at("estimate"), certified.estimates[i]));
    errors = std::min(errors, agreeing_digits(rows[i].at("se"), certified.errors[i]));
  }
  expect_digits(file + "_estimates", estimates, least);
  expect_digits(file + "_errors", errors, least);
}

const std::vector<std::string> kOneX{"y", "x"};

TEST(Nist, HasTwelveDigitsOfALine) {
  expect_regression("Norris", kOneX, "y ~ x", 12.0);
  expect_regression("NoInt1", kOneX, "y ~ x - 1", 12.0);
}
TEST(Nist, HasNineDigitsOfHardRegressions) {
  expect_regression("Pontius", kOneX, "y ~ x + I(x^2)", 9.0);
  for (const char* file : {"Wampler1", "Wampler2", "Wampler3"})
    expect_regression(file, kOneX, "y ~ x + I(x^2) + I(x^3) + I(x^4) + I(x^5)", 9.0);
  expect_regression("Longley", {"y", "x1", "x2", "x3", "x4", "x5", "x6"}, "y ~ x1 + x2 + x3 + x4 + x5 + x6", 9.0);
}

void expect_anova(const std::string& file, double least) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/reference/nist/anova/" + file + ".dat");
  const std::vector<std::string> lines = lines_of(path);
  const json fit = about(nist_table(lines, {"g", "y"}, "g"), "model", "--formula 'y ~ g'");
  double f = 0.0;
  for (const json& row : fit.at("anova"))
    if (row.at("term") == "g") f = row.at("F");
  expect_digits(file + "_F", agreeing_digits(f, certified_f(lines)), least);
}

TEST(Nist, HasNineDigitsOfPlainAnalysesOfVariance) {
  for (const char* file : {"SiRstv", "SmLs01", "SmLs02", "SmLs03"}) expect_anova(file, 9.0);
}
TEST(Nist, HasSevenDigitsOfAMillion) {
  for (const char* file : {"SmLs04", "SmLs06"}) expect_anova(file, 7.0);
}
// 1e12 and tenths: a double holds them to 1e-4, which leaves about four digits of F.
TEST(Nist, HasFourDigitsOfAMillionMillions) { expect_anova("SmLs07", 4.0); }

/// Certified mean, standard deviation and lag-1 autocorrelation.
struct Univariate {
  const char* file;
  double mean, sd, lag1, least;
};

void expect_univariate(const Univariate& certified, const std::string& table) {
  const json row = about(table, "describe", "--value y");
  const std::string file = certified.file;
  expect_digits(file + "_mean", agreeing_digits(row.at("mean"), certified.mean), certified.least);
  expect_digits(file + "_sd", agreeing_digits(row.at("sd"), certified.sd), certified.least);
  expect_digits(file + "_lag1", agreeing_digits(row.at("lag1"), certified.lag1), certified.least);
}

TEST(Nist, HasTwelveDigitsOfSummaries) {
  // NumAcc3: tenths beside a million are rounded to 1e-10 of them when they are read.
  const Univariate all[]{{"Lew", -177.435, 277.332168044316, -0.307304800605679, 12.0},
                         {"Lottery", 518.958715596330, 291.699727470969, -0.120948622967393, 12.0},
                         {"NumAcc1", 10000002.0, 1.0, -0.5, 12.0},
                         {"NumAcc2", 1.2, 0.1, -0.999, 12.0},
                         {"NumAcc3", 1000000.2, 0.1, -0.999, 9.0}};
  for (const Univariate& certified : all) {
    ATTUNE_NEED_SHARED(path, std::string("data/eeg-physio/reference/nist/univariate/") + certified.file + ".txt");
    expect_univariate(certified, nist_table(lines_of(path), {"y"}));
  }
}

// The construction of NumAcc4: one value and then 500 pairs of tenths beside ten millions, which a double holds to
// 1e-9.
TEST(Nist, HasEightDigitsBesideTenMillions) {
  std::string table = "y\n10000000.2\n";
  for (int i = 0; i < 500; ++i) table += "10000000.1\n10000000.3\n";
  expect_univariate({"NumAcc4", 10000000.2, 0.1, -0.999, 8.0}, table);
}

}  // namespace
}  // namespace attune::test
