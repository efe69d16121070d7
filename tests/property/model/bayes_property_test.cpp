#include <fmt/format.h>
#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "attune/model/bayes_factor.hpp"
#include "attune/parallel/stream.hpp"
#include "attune/table/delimited.hpp"
#include "bayes_calibration.hpp"

namespace attune::model {
namespace {

constexpr double kInvariant = 1e-6;  // relative: the tolerance of each model's integral, with four g
constexpr double kGrid = 1e-6;       // what the plain grid of the oracle reaches

struct Row {
  int id;
  std::string a, b;
  double age, y;
};

// Eight people, half of them in each group, three conditions, some rows missing.
std::vector<Row> made(std::uint64_t seed) {
  std::vector<Row> rows;
  for (int id = 0; id < 8; ++id) {
    parallel::Stream stream(parallel::Seed{seed}, static_cast<std::uint64_t>(id));
    const double own = stream.normal(), age = 30.0 + 5.0 * stream.normal();
    for (int condition = 0; condition < 3; ++condition) {
      const double y = own + 0.5 * condition + (id % 2) * 0.6 + stream.normal();
      if ((id + condition) % 7 != 6)
        rows.push_back({id, id % 2 == 0 ? "s" : "i", fmt::format("c{}", condition), age, y});
    }
  }
  return rows;
}

BayesResult factors(const std::vector<Row>& rows, const char* text, const BayesOptions& options = {}) {
  std::string cells = "id\ta\tb\tage\ty\n";
  for (const Row& row : rows) cells += fmt::format("p{}\t{}\t{}\t{}\t{}\n", row.id, row.a, row.b, row.age, row.y);
  const Formula formula = parse_formula(text);
  return bayes_factors(formula, model_frame(parse_table(cells, "made.tsv"), formula), options);
}

void expect_same(const BayesResult& one, const BayesResult& other, double tolerance) {
  ASSERT_EQ(one.models.size(), other.models.size());
  for (std::size_t i = 0; i < one.models.size(); ++i)
    EXPECT_NEAR(one.models[i].log_bf10, other.models[i].log_bf10, tolerance) << one.models[i].terms;
}

constexpr const char* kAll = "y ~ a + b + age + (1 | id)";

TEST(BayesFactors, DoNotChangeWithShiftScaleOrderOrUnits) {
  const std::vector<Row> rows = made(1);
  const BayesResult plain = factors(rows, kAll);
  std::vector<Row> other = rows;
  for (Row& row : other) {
    row.y = 100.0 - 3.0 * row.y;
    row.age = 12.0 * row.age + 4.0;
  }
  std::reverse(other.begin(), other.end());
  expect_same(plain, factors(other, kAll), kInvariant);
}

TEST(BayesFactors, DoNotChangeWithTheNamesOfLevels) {
  std::vector<Row> rows = made(2);
  const BayesResult plain = factors(rows, kAll);
  for (Row& row : rows) row.b = row.b == "c0" ? "z" : row.b;
  expect_same(plain, factors(rows, kAll), kInvariant);
}

TEST(BayesFactors, ChangeByLessThanTheirErrorWithAFinerIntegral) {
  for (const auto& [text, most] : {std::pair{kAll, 1e-5}, std::pair{"y ~ a + b + (1 | id)", 1e-6}}) {
    const BayesResult coarse = factors(made(3), text), fine = factors(made(3), text, {.tolerance = 1e-10});
    for (std::size_t i = 0; i < coarse.models.size(); ++i) {
      const BayesModel &one = coarse.models[i], &other = fine.models[i];
      EXPECT_LE(std::abs(one.log_bf10 - other.log_bf10), one.error + other.error) << one.terms;
      EXPECT_LT(one.error, most) << one.terms;
    }
  }
}

TEST(BayesFactors, AreTheSameBitsForAnyNumberOfThreads) {
  const BayesResult one = factors(made(4), kAll, {.threads = {1}}), four = factors(made(4), kAll, {.threads = {4}});
  for (std::size_t i = 0; i < one.models.size(); ++i) EXPECT_EQ(one.models[i].log_bf10, four.models[i].log_bf10);
}

// The evidence at given g from the whole covariance matrix of the rows.
double log_evidence(const Eigen::VectorXd& y, const std::vector<Eigen::MatrixXd>& columns, const std::vector<double>& r,
                    const Eigen::VectorXd& log_g) {
  const Eigen::Index n = y.size();
  Eigen::MatrixXd v = Eigen::MatrixXd::Identity(n, n);
  double prior = 0.0;
  for (std::size_t k = 0; k < columns.size(); ++k) {
    const double u = log_g[static_cast<Eigen::Index>(k)];
    v += std::exp(u) * columns[k] * columns[k].transpose();
    prior += std::log(r[k] / std::sqrt(2.0 * M_PI)) - u / 2.0 - r[k] * r[k] / 2.0 * std::exp(-u);
  }
  const Eigen::LLT<Eigen::MatrixXd> llt(v);
  const Eigen::VectorXd one = Eigen::VectorXd::Ones(n), vy = llt.solve(y), v1 = llt.solve(one);
  const double rest = y.dot(vy) - std::pow(one.dot(vy), 2) / one.dot(v1);
  return prior - llt.matrixLLT().diagonal().array().log().sum() - 0.5 * std::log(one.dot(v1)) -
         0.5 * static_cast<double>(n - 1) * std::log(rest);
}

double log_grid(const Eigen::VectorXd& y, const std::vector<Eigen::MatrixXd>& columns, const std::vector<double>& r) {
  constexpr double kStep = 0.6, kFirst = -7.2;
  constexpr int kPoints = 44;
  const auto d = static_cast<Eigen::Index>(columns.size());
  std::vector<double> logs;
  for (int i = 0; i < static_cast<int>(std::pow(kPoints, d)); ++i) {
    Eigen::VectorXd at(d);
    for (Eigen::Index k = 0, rest = i; k < d; ++k, rest /= kPoints)
      at[k] = kFirst + kStep * static_cast<double>(rest % kPoints);
    logs.push_back(log_evidence(y, columns, r, at));
  }
  const double most = *std::max_element(logs.begin(), logs.end());
  double sum = 0.0;
  for (const double value : logs) sum += std::exp(value - most);
  return most + std::log(sum) + static_cast<double>(d) * std::log(kStep);
}

TEST(BayesFactors, AreThoseOfAPlainGridOverTheWholeCovarianceMatrix) {
  const std::vector<Row> rows = made(6);
  const auto n = static_cast<Eigen::Index>(rows.size());
  Eigen::VectorXd y(n);
  Eigen::MatrixXd a(n, 1), b(n, 2), id = Eigen::MatrixXd::Zero(n, 8);
  const Eigen::Matrix<double, 3, 2> three{{-std::sqrt(0.5), -std::sqrt(1.0 / 6.0)},
                                          {std::sqrt(0.5), -std::sqrt(1.0 / 6.0)},
                                          {0.0, 2.0 * std::sqrt(1.0 / 6.0)}};
  for (Eigen::Index i = 0; i < n; ++i) {
    const Row& row = rows[static_cast<std::size_t>(i)];
    y[i] = row.y;
    a(i, 0) = (row.a == "s" ? 1.0 : -1.0) * std::sqrt(0.5);
    b.row(i) = three.row(row.b[1] - '0');
    id(i, row.id) = 1.0;
  }
  const double none = log_grid(y, {id}, {1.0}), with_a = log_grid(y, {id, a}, {1.0, 0.5}),
               both = log_grid(y, {id, a, b}, {1.0, 0.5, 0.5});
  const BayesResult r = factors(rows, "y ~ a + b + (1 | id)");
  EXPECT_NEAR(r.models[1].log_bf10, with_a - none, kGrid);
  EXPECT_NEAR(r.models[3].log_bf10, both - none, kGrid);
}

// The long form is in model_calibration.
TEST(BayesFactors, AreOddsThatComeTrueInTheLongRun) {
  const BayesCalibration seen = calibrate_bayes(200, 31);
  EXPECT_NEAR(seen.mean_bf01_with, 1.0, 4.0 * seen.mean_bf01_with_se);
  EXPECT_NEAR(seen.mean_probability, 0.5, 0.1);  // its standard error is below 0.03
}

}  // namespace
}  // namespace attune::model
