#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <tuple>

#include "attune/bold/combine.hpp"
#include "attune/bold/contrast.hpp"
#include "attune/bold/f_contrast.hpp"
#include "attune/bold/mass.hpp"
#include "attune/stats/distributions.hpp"
#include "attune/stats/f_distribution.hpp"
#include "calibration_line.hpp"
#include "noise_series.hpp"
#include "one_pass_ar1.hpp"

// Rejection rates of true null hypotheses, the numbers of docs/validation.md: 20,000 series a cell.
namespace attune::bold {
namespace {

constexpr Eigen::Index kSeries = 20000;
// The gate is 5 +- 1 points, for the rate that is seen; its standard error at 5 % is 0.15 points.
constexpr double kGate = 0.01;
constexpr double kAlpha = 0.05;
// AR(1) with this coefficient plus as much white noise, in place of a rho.
constexpr double kMixed = -1;

struct Cell {
  bool events = false;
  Eigen::Index volumes = 0;
  double rho = 0;
  bool censored = false;

  std::string name() const {
    const std::string noise = rho == kMixed ? "rho 0.8 plus as much white" : fmt::format("rho {}", rho);
    return fmt::format("{}, {} volumes, {}{}", events ? "events" : "blocks", volumes, noise,
                       censored ? ", a fifth censored" : "");
  }
  std::uint64_t seed() const {
    return 1000 + static_cast<std::uint64_t>(volumes) + static_cast<std::uint64_t>(10 * (rho + 2)) + (events ? 7 : 0) +
           (censored ? 100000 : 0);
  }
};

std::vector<Event> blocks(double until) {
  std::vector<Event> events;
  for (int i = 0; 10 + 40.0 * i < until; ++i) events.push_back({Seconds(10 + 40.0 * i), Seconds(20), "a"});
  return events;
}

// Two conditions in random order, two seconds each, four to ten seconds from onset to onset.
std::vector<Event> random_events(double until) {
  parallel::Stream stream({11}, 3);
  std::vector<Event> events;
  for (double onset = 6; onset < until - 10; onset += 4 + 6 * stream.uniform())
    events.push_back({Seconds(onset), Seconds(2), stream.uniform() < 0.5 ? "a" : "b"});
  return events;
}

Design design_of(const Cell& cell, std::uint64_t run = 1) {
  parallel::Stream stream({6}, run);
  std::vector<double> displacement(static_cast<std::size_t>(cell.volumes));
  for (double& value : displacement) value = stream.uniform() < 0.2 ? 1.0 : 0.1;
  Table table;
  table.add("framewise_displacement", displacement);
  DesignOptions options;
  if (cell.censored) options.censor_displacement = Millimetres(0.9);
  const double until = 2.0 * static_cast<double>(cell.volumes);
  return make_design(cell.events ? random_events(until) : blocks(until), {cell.volumes, Seconds(2), Seconds(1)}, &table,
                     options);
}

Contrast contrast_of(const Cell& cell) {
  return cell.events ? parse_contrast("a_b", "a - b", {"a", "b"}) : parse_contrast("a", "a", {"a"});
}

Eigen::MatrixXd noise_of(const Cell& cell, std::uint64_t part = 0) {
  const std::uint64_t seed = cell.seed() + 7919 * part;
  if (cell.rho != kMixed) return attune::test::autoregressive_noise(cell.volumes, kSeries, cell.rho, seed);
  return attune::test::autoregressive_noise(cell.volumes, kSeries, 0.8, seed) +
         attune::test::autoregressive_noise(cell.volumes, kSeries, 0.0, seed + 3);
}

double share_of(const std::string& what, const std::vector<double>& p) {
  double count = 0;
  for (const double value : p) count += value < kAlpha ? 1 : 0;
  const double share = count / static_cast<double>(p.size());
  attune::test::print_share(what, share, p.size());
  return share;
}

double regional_share(const Cell& cell, const Design& design, const Eigen::MatrixXd& series, NoiseModel model) {
  FitOptions options;
  options.noise = model;
  std::vector<double> p;
  for (const ContrastEstimate& result : estimate(contrast_of(cell), design, fit(series, design, options)))
    p.push_back(result.p);
  return share_of(fmt::format("{}: {}", cell.name(), name_of(model)), p);
}

double voxel_share(const Cell& cell, const Design& design, const Eigen::MatrixXd& series, NoiseModel model) {
  const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> block = series;
  const MassFit mass(design, {contrast_of(cell)}, {}, {model, DegreesOfFreedom::kenward_roger, {}, false});
  const MassResult result = mass(MassFit::Block(block.data(), block.rows(), block.cols()));
  std::vector<double> p;
  for (Eigen::Index v = 0; v < block.cols(); ++v)
    p.push_back(stats::student_t_two_sided(result.effect(0, v) / std::sqrt(result.variance(0, v)), result.df(0, v)));
  return share_of(fmt::format("{}: {} on the grid", cell.name(), name_of(model)), p);
}

double one_pass_share(const Cell& cell, const Design& design, const Eigen::MatrixXd& series) {
  const Eigen::VectorXd t = attune::test::one_pass_ar1_t(series(design.kept, Eigen::all), design.matrix,
                                                         contrast_vector(contrast_of(cell), design));
  std::vector<double> p;
  for (const double value : t)
    p.push_back(stats::student_t_two_sided(value, static_cast<double>(design.matrix.rows() - design.matrix.cols())));
  return share_of(fmt::format("{}: one-pass AR(1)", cell.name()), p);
}

class NullRejection : public testing::TestWithParam<std::tuple<bool, int, double, bool>> {};

TEST_P(NullRejection, IsFivePercent) {
  const auto [events, volumes, rho, censored] = GetParam();
  const Cell cell{events, volumes, rho, censored};
  const Design design = design_of(cell);
  const Eigen::MatrixXd series = noise_of(cell);
  const double white = regional_share(cell, design, series, NoiseModel::white);
  const double one_pass = one_pass_share(cell, design, series);
  EXPECT_NEAR(regional_share(cell, design, series, NoiseModel::arma11), kAlpha, kGate);
  EXPECT_NEAR(voxel_share(cell, design, series, NoiseModel::arma11), kAlpha, kGate);
  const double ar1 = regional_share(cell, design, series, NoiseModel::ar1);
  const double ar1_grid = voxel_share(cell, design, series, NoiseModel::ar1);
  if (rho != kMixed) {
    EXPECT_NEAR(ar1, kAlpha, kGate);
    EXPECT_NEAR(ar1_grid, kAlpha, kGate);
  }
  if (!events && rho != 0) {  // what the noise models are for
    EXPECT_GT(white, kAlpha + kGate);
    EXPECT_GT(one_pass, kAlpha + kGate);
  }
}

INSTANTIATE_TEST_SUITE_P(Cells, NullRejection,
                         testing::Combine(testing::Bool(), testing::Values(150, 300),
                                          testing::Values(0.0, 0.2, 0.4, 0.6, kMixed), testing::Bool()));

// Noise like that of real runs.
const Cell kTypical{true, 200, kMixed, false};

TEST(FRejection, OfTwoConditionsIsFivePercent) {
  const Design design = design_of(kTypical);
  const Eigen::MatrixXd series = noise_of(kTypical);
  const FContrast both{"both", {parse_contrast("a", "a", {"a", "b"}), parse_contrast("b", "b", {"a", "b"})}};
  for (const NoiseModel model : {NoiseModel::white, NoiseModel::arma11}) {
    FitOptions options;
    options.noise = model;
    std::vector<double> p;
    for (const FEstimate& result : estimate_f(both, design, fit(series, design, options))) p.push_back(result.p);
    const double share = share_of(fmt::format("F of 2 conditions, {}: {}", kTypical.name(), name_of(model)), p);
    if (model == NoiseModel::arma11) {
      EXPECT_NEAR(share, kAlpha, kGate);
    }
  }
  const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> block = series;
  const MassFit mass(design, {}, {both}, {NoiseModel::arma11, DegreesOfFreedom::kenward_roger, {}, false});
  const MassResult result = mass(MassFit::Block(block.data(), block.rows(), block.cols()));
  std::vector<double> p;
  for (Eigen::Index v = 0; v < block.cols(); ++v)
    p.push_back(stats::f_upper(result.f(0, v), mass.f_df1()[0], result.f_df2(0, v)));
  EXPECT_NEAR(share_of(fmt::format("F of 2 conditions, {}: arma11 on the grid", kTypical.name()), p), kAlpha, kGate);
}

// Intervals of the difference between an effect of 1 and one of 0 in series with a resting signal.
TEST(Coverage, OfTheIntervalOfAnEffectIsNinetyFivePercent) {
  const Design design = design_of(kTypical);
  Eigen::MatrixXd series = noise_of(kTypical);
  const Eigen::VectorXd planted = design.matrix.col(0).array() + 100.0;
  series.colwise() += planted;
  double covered = 0;
  for (const ContrastEstimate& result : estimate(contrast_of(kTypical), design, fit(series, design)))
    covered += std::abs(result.effect - 1.0) <= stats::student_t_quantile(0.975, result.df) * result.se ? 1 : 0;
  const double share = covered / static_cast<double>(kSeries);
  attune::test::print_share(fmt::format("interval of an effect, {}: arma11", kTypical.name()), share, kSeries);
  EXPECT_NEAR(share, 0.95, kGate);
}

TEST(FixedEffects, OfTwoRunsRejectFivePercent) {
  const std::vector<Cell> cells{kTypical, Cell{true, 150, 0.4, true}};
  std::vector<std::vector<ContrastEstimate>> runs;
  for (std::size_t run = 0; run < cells.size(); ++run) {
    const Design design = design_of(cells[run], 1 + run);
    runs.push_back(estimate(contrast_of(cells[run]), design, fit(noise_of(cells[run], 5 + run), design)));
  }
  for (const RunWeights weights : {RunWeights::precision, RunWeights::equal}) {
    std::vector<double> p;
    for (std::size_t i = 0; i < runs[0].size(); ++i)
      p.push_back(combine_runs(std::vector<ContrastEstimate>{runs[0][i], runs[1][i]}, weights).estimate.p);
    const char* name = weights == RunWeights::precision ? "precision" : "equal";
    EXPECT_NEAR(share_of(fmt::format("two unlike runs, weights {}: arma11", name), p), kAlpha, kGate);
  }
}

// The portmanteau test is approximate: with 20 lags of 150 volumes it rejects white noise without a regression in 6.6
// %.
constexpr double kWhitenessGate = 0.04;

TEST(Whiteness, IsRejectedInAboutFivePercentWhereTheModelHolds) {
  for (const Cell& cell : {Cell{false, 150, 0, false}, Cell{false, 150, 0.4, false}, Cell{false, 300, kMixed, false},
                           Cell{true, 300, 0.4, true}}) {
    const Design design = design_of(cell);
    std::vector<double> p;
    for (const RegionFit& region : fit(noise_of(cell), design)) p.push_back(region.whiteness_p);
    EXPECT_NEAR(share_of(fmt::format("whiteness, {}: arma11", cell.name()), p), kAlpha, kWhitenessGate);
  }
}

// It is there to see what the model misses: AR(1) where there is white noise besides.
TEST(Whiteness, IsRejectedWhereTheModelIsTooSimple) {
  const Cell cell{false, 300, kMixed, false};
  std::vector<double> p;
  FitOptions options;
  options.noise = NoiseModel::ar1;
  for (const RegionFit& region : fit(noise_of(cell), design_of(cell), options)) p.push_back(region.whiteness_p);
  EXPECT_GT(share_of(fmt::format("whiteness, {}: ar1", cell.name()), p), 0.15);
}

}  // namespace
}  // namespace attune::bold
