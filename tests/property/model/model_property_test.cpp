#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "attune/model/mixed.hpp"
#include "attune/model/robust.hpp"
#include "attune/model/within.hpp"
#include "attune/parallel/stream.hpp"
#include "attune/table/delimited.hpp"

namespace attune::model {
namespace {

constexpr double kRounding = 1e-9;  // sums of a hundred numbers near 1 through a few solves
constexpr double kSearch = 1e-5;    // the random variances are searched for

struct Row {
  int id;
  char group;
  int time;
  double age, y;
};

// Sixteen people in two groups, four occasions each, with an intercept and a slope of their own.
std::vector<Row> made(std::uint64_t seed) {
  std::vector<Row> rows;
  for (int id = 0; id < 16; ++id) {
    parallel::Stream stream(parallel::Seed{seed}, static_cast<std::uint64_t>(id));
    const double own = stream.normal(), slope = 0.5 * stream.normal(), age = 30.0 + 5.0 * stream.normal();
    for (int time = 0; time < 4; ++time)
      rows.push_back({id, id % 2 == 0 ? 'a' : 'b', time, age,
                      2.0 + own + (0.3 + slope) * time + (id % 2) * 0.4 + 0.7 * stream.normal()});
  }
  return rows;
}

Table table_of(const std::vector<Row>& rows, double shift = 0.0, double scale = 1.0) {
  std::string text = "id\tgroup\ttime\tocc\tage\ty\n";
  for (const Row& row : rows)
    text += fmt::format("p{}\t{}\t{}\tt{}\t{}\t{}\n", row.id, row.group, row.time, row.time, row.age,
                        shift + scale * row.y);
  return parse_table(text, "made.tsv");
}

MixedFit mixed(const Table& table, DfMethod df = DfMethod::satterthwaite) {
  const Formula formula = parse_formula("y ~ group * time + (time | id)");
  MixedOptions options;
  options.df = df;
  return fit_mixed(formula, model_frame(table, formula), options);
}

TEST(MixedFit, ShiftsAndScalesWithTheResponse) {
  const MixedFit plain = mixed(table_of(made(1))), moved = mixed(table_of(made(1), 1000.0, 8.0));
  EXPECT_NEAR(moved.coefficients[0].estimate, 1000.0 + 8.0 * plain.coefficients[0].estimate, 1000.0 * kRounding);
  for (std::size_t i = 1; i < 4; ++i) {
    EXPECT_NEAR(moved.coefficients[i].estimate, 8.0 * plain.coefficients[i].estimate, kSearch);
    EXPECT_NEAR(moved.coefficients[i].t, plain.coefficients[i].t, kSearch * std::abs(plain.coefficients[i].t));
    EXPECT_NEAR(moved.coefficients[i].df, plain.coefficients[i].df, 1e-3 * plain.coefficients[i].df);
  }
  for (std::size_t i = 0; i < plain.random.size(); ++i)
    EXPECT_NEAR(moved.random[i].variance, 64.0 * plain.random[i].variance,
                64.0 * kSearch * std::abs(plain.random[i].variance) + kSearch);
}

TEST(MixedFit, IsTheSameForAnyOrderOfRows) {
  std::vector<Row> rows = made(2), reversed = rows;
  std::reverse(reversed.begin(), reversed.end());
  const MixedFit one = mixed(table_of(rows)), other = mixed(table_of(reversed));
  EXPECT_NEAR(one.criterion, other.criterion, kRounding * std::abs(one.criterion));
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(one.coefficients[i].se, other.coefficients[i].se, kSearch);
}

TEST(MixedFit, IsTheSameForASlopeInOtherUnits) {
  // Time in hours instead of days changes the slope's variance by 24^2 and nothing else.
  std::vector<Row> rows = made(3);
  const Table days = table_of(rows);
  for (Row& row : rows) row.time *= 24;
  const MixedFit one = mixed(days), other = mixed(table_of(rows));
  EXPECT_NEAR(other.coefficients[2].estimate * 24.0, one.coefficients[2].estimate, kSearch);
  EXPECT_NEAR(other.random[1].variance * 576.0, one.random[1].variance, kSearch * one.random[1].variance);
  EXPECT_NEAR(other.coefficients[3].t, one.coefficients[3].t, kSearch * 10);
}

TEST(MixedFit, WithCrossedGroupsIsThatOfTheOneWhereTheOtherIsEmpty) {
  // A second grouping whose variance is 0 leaves the first one's fit alone: the sparse path against the blocks.
  std::vector<Row> rows = made(4);
  const Table table = table_of(rows);
  const Formula one = parse_formula("y ~ group + (1 | id)"), two = parse_formula("y ~ group + (1 | id) + (1 | occ)");
  const MixedFit a = fit_mixed(one, model_frame(table, one)), b = fit_mixed(two, model_frame(table, two));
  ASSERT_EQ(b.groups.size(), 2U);
  EXPECT_LE(b.criterion, a.criterion + kRounding * std::abs(a.criterion));
  if (b.random[1].variance < 1e-8) {
    EXPECT_NEAR(a.criterion, b.criterion, 1e-6);
  }
}

TEST(MixedFit, OfKenwardRogerWidensErrors) {
  const MixedFit plain = mixed(table_of(made(5))), adjusted = mixed(table_of(made(5)), DfMethod::kenward_roger);
  for (std::size_t i = 0; i < 4; ++i)
    EXPECT_GE(adjusted.coefficients[i].se, plain.coefficients[i].se * (1.0 - kSearch));
}

TEST(LinearFit, IsTheSameForAnyCodingOfItsFactors) {
  const Table table = table_of(made(6));
  const Formula formula = parse_formula("y ~ group * age");
  double rss = 0.0;
  for (const Coding coding : {Coding::sum, Coding::treatment, Coding::helmert}) {
    FrameOptions options;
    options.coding = coding;
    const Frame frame = model_frame(table, formula, options);
    const LinearFit fit = fit_linear(design_matrix(formula, frame).x, frame.response, true);
    if (rss > 0.0) {
      EXPECT_NEAR(fit.rss, rss, kRounding * rss);
    }
    rss = fit.rss;
    EXPECT_NEAR(fit.leverage.sum(), 4.0, kRounding);
    EXPECT_NEAR(fit.residuals.sum(), 0.0, kRounding);
  }
}

TEST(Cr2, WithEveryRowItsOwnClusterIsHc2) {
  const Table table = table_of(made(7));
  const Formula formula = parse_formula("y ~ group + age");
  const Frame frame = model_frame(table, formula);
  const Design design = design_matrix(formula, frame);
  const LinearFit fit = fit_linear(design.x, frame.response, true);
  std::vector<Eigen::Index> own(frame.rows.size());
  std::iota(own.begin(), own.end(), Eigen::Index{0});
  const Eigen::VectorXd weights = fit.residuals.array().square() / (1.0 - fit.leverage.array());
  const Eigen::MatrixXd hc2 = fit.unscaled * (design.x.transpose() * weights.asDiagonal() * design.x) * fit.unscaled;
  EXPECT_LT((cr2(fit, design.x, own).covariance - hc2).norm(), kRounding * hc2.norm());
}

TEST(WithinAnova, IsTheSameForAnyOrderOfRowsAndShift) {
  std::vector<Row> rows = made(8);
  const Formula formula = parse_formula("y ~ group * occ");
  const WithinOptions options{.within = {"occ"}, .id = "id"};
  const WithinAnova one = within_anova(table_of(rows), formula, options);
  std::rotate(rows.begin(), rows.begin() + 13, rows.end());
  const WithinAnova other = within_anova(table_of(rows, 1e6, -3.0), formula, options);
  for (std::size_t i = 1; i < one.rows.size(); ++i) {
    EXPECT_NEAR(one.rows[i].f, other.rows[i].f, 1e-6 * one.rows[i].f) << one.rows[i].term;  // digits lost to the shift
    EXPECT_NEAR(one.rows[i].pes, other.rows[i].pes, 1e-6);
  }
}

TEST(WithinAnova, HasEpsilonOneForTwoOccasionsAndBelowForMore) {
  std::vector<Row> rows = made(9);
  const WithinAnova four = within_anova(table_of(rows), parse_formula("y ~ occ"), {.within = {"occ"}, .id = "id"});
  EXPECT_GT(four.rows[1].gg_eps, 1.0 / 3.0);
  EXPECT_LE(four.rows[1].gg_eps, 1.0);
  EXPECT_LE(four.rows[1].p, four.rows[1].gg_p);
}

}  // namespace
}  // namespace attune::model
