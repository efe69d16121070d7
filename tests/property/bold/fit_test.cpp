#include "attune/bold/fit.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "attune/bold/contrast.hpp"
#include "noise_series.hpp"

namespace attune::bold {
namespace {

// The pattern search stops at steps of 1e-3 in the noise parameters: effects may differ by this share of their error.
constexpr double kSearch = 1e-6;

Design task_design(Eigen::Index volumes) {
  std::vector<Event> events;
  for (int i = 0; 12.0 * i + 4 < 2.0 * static_cast<double>(volumes); ++i)
    events.push_back({Seconds(4 + 12.0 * i), Seconds(2), i % 2 == 0 ? "a" : "b"});
  return make_design(events, {volumes, Seconds(2), Seconds(1)}, nullptr, {});
}

Contrast a_less_b() { return parse_contrast("a_b", "a - b", {"a", "b"}); }

TEST(Fit, RecoversWhatWasPlanted) {
  const Design design = task_design(200);
  Eigen::VectorXd coefficients = Eigen::VectorXd::Zero(design.matrix.cols());
  coefficients(0) = 7;
  coefficients(1) = 3;
  coefficients(design.constant) = 1000;
  const Eigen::MatrixXd noise = attune::test::autoregressive_noise(200, 40, 0.5, 11);
  const Eigen::MatrixXd series = (design.matrix * coefficients).replicate(1, 40) + 2 * noise;
  const auto results = estimate(a_less_b(), design, fit(series, design));
  double effect = 0;
  double error = 0;
  double psc = 0;
  for (const ContrastEstimate& result : results) {
    effect += result.effect / 40;
    psc += result.psc / 40;
    error += result.se / 40;
  }
  EXPECT_NEAR(effect, 4.0, 4 * error / std::sqrt(40.0));
  EXPECT_NEAR(psc, 0.4, 4 * error / std::sqrt(40.0) / 10);
}

TEST(Fit, IgnoresTheScaleAndShiftOfASeries) {
  const Design design = task_design(150);
  const Eigen::MatrixXd series = attune::test::autoregressive_noise(150, 1, 0.4, 3).array() + 100;
  const Eigen::MatrixXd scaled = 8 * series;
  const Eigen::MatrixXd shifted = series.array() + 900;
  for (const NoiseModel model : {NoiseModel::white, NoiseModel::ar1, NoiseModel::arma11}) {
    const FitOptions options{model, DegreesOfFreedom::satterthwaite, {}};
    const ContrastEstimate plain = estimate(a_less_b(), design, fit(series, design, options))[0];
    const ContrastEstimate large = estimate(a_less_b(), design, fit(scaled, design, options))[0];
    const ContrastEstimate high = estimate(a_less_b(), design, fit(shifted, design, options))[0];
    EXPECT_NEAR(large.t, plain.t, kSearch);
    EXPECT_NEAR(large.psc, plain.psc, kSearch * plain.psc_se);
    EXPECT_NEAR(high.effect, plain.effect, kSearch * plain.se);
    EXPECT_NEAR(high.df, plain.df, kSearch * plain.df);
  }
}

TEST(Fit, IsTheSameForAnyNumberOfThreadsAndOrderOfRegions) {
  const Design design = task_design(120);
  const Eigen::MatrixXd series = attune::test::autoregressive_noise(120, 7, 0.5, 5).array() + 10;
  const auto one = fit(series, design, {NoiseModel::arma11, DegreesOfFreedom::satterthwaite, {1}});
  const auto two = fit(series, design, {NoiseModel::arma11, DegreesOfFreedom::satterthwaite, {2}});
  for (std::size_t i = 0; i < one.size(); ++i) {
    EXPECT_EQ(one[i].coordinates, two[i].coordinates);
    EXPECT_EQ(one[i].covariance, two[i].covariance);
    EXPECT_EQ(one[i].noise.a, two[i].noise.a);
  }
}

TEST(Fit, IsTheSameWhateverWasComputedAhead) {
  const Design design = task_design(150);
  const Eigen::MatrixXd series = attune::test::autoregressive_noise(150, 3, 0.4, 4).array() + 100;
  const FitOptions options;
  const FitTables tables(design, options);
  std::stop_source stopped;
  stopped.request_stop();
  tables.warm(stopped.get_token());  // nothing
  const auto cold = estimate(a_less_b(), design, fit(series, design, options));
  const auto none = estimate(a_less_b(), design, fit(series, tables, options));
  tables.warm(std::stop_token());
  const auto all = estimate(a_less_b(), design, fit(series, tables, options));
  for (std::size_t region = 0; region < 3; ++region) {
    EXPECT_EQ(cold[region].t, none[region].t);
    EXPECT_EQ(cold[region].t, all[region].t);
    EXPECT_EQ(cold[region].df, all[region].df);
  }
}

TEST(Fit, FindsTheParametersOfTheNoise) {
  const Design design = task_design(400);
  const auto ar = fit(attune::test::autoregressive_noise(400, 60, 0.6, 7), design, {NoiseModel::ar1, {}, {}});
  double a = 0;
  for (const RegionFit& region : ar) a += region.noise.a / 60;
  EXPECT_NEAR(a, 0.6, 0.02);  // standard error of the mean of 60 estimates: 0.04 / sqrt(60) = 0.005
}

TEST(Fit, HasAMaximumOfTheLikelihoodWhereItStops) {
  const Design design = task_design(200);
  const Eigen::MatrixXd series = attune::test::autoregressive_noise(200, 1, 0.7, 21);
  const RegionFit best = fit(series, design, {NoiseModel::ar1, {}, {}})[0];
  const RegionFit richer = fit(series, design, {NoiseModel::arma11, {}, {}})[0];
  const RegionFit poorer = fit(series, design, {NoiseModel::white, {}, {}})[0];
  EXPECT_GT(best.log_likelihood, poorer.log_likelihood);
  EXPECT_GE(richer.log_likelihood, best.log_likelihood - 1e-3);  // AR(1) is one of the ARMA(1,1) processes
}

TEST(Fit, OfACensoredRunIgnoresWhatTheCensoredVolumesHold) {
  std::vector<double> displacement(150, 0.1);
  for (std::size_t i = 20; i < 150; i += 17) displacement[i] = 2;
  Table table;
  table.add("framewise_displacement", displacement);
  std::vector<Event> events;
  for (int i = 0; i < 20; ++i) events.push_back({Seconds(4 + 14.0 * i), Seconds(2), i % 2 == 0 ? "a" : "b"});
  DesignOptions options;
  options.censor_displacement = Millimetres(0.9);
  const Design design = make_design(events, {150, Seconds(2), Seconds(1)}, &table, options);
  Eigen::MatrixXd series = attune::test::autoregressive_noise(150, 1, 0.5, 9).array() + 50;
  const auto before = estimate(a_less_b(), design, fit(series, design))[0];
  for (const CensoredVolume& volume : design.censored) series(volume.volume, 0) = 1e6;
  const auto after = estimate(a_less_b(), design, fit(series, design))[0];
  EXPECT_EQ(before.effect, after.effect);
  EXPECT_EQ(before.se, after.se);
}

TEST(Fit, KeepsEstimableContrastsOfARankDeficientDesign) {
  const Design design = task_design(120);
  Eigen::MatrixXd doubled(120, design.matrix.cols() + 1);
  doubled << design.matrix, 3 * design.matrix.col(3);
  std::vector<std::string> names = design.names;
  names.emplace_back("copy");
  const Design deficient = design_of_matrix(names, doubled, "constant");
  EXPECT_EQ(deficient.rank, design.rank);
  const Eigen::MatrixXd series = attune::test::autoregressive_noise(120, 1, 0.3, 13).array() + 20;
  const auto plain = estimate(a_less_b(), design, fit(series, design))[0];
  const auto robust = estimate(a_less_b(), deficient, fit(series, deficient))[0];
  EXPECT_NEAR(robust.effect, plain.effect, kSearch * plain.se);
  EXPECT_NEAR(robust.se, plain.se, kSearch * plain.se);
  EXPECT_NEAR(robust.df, plain.df, 1e-4 * plain.df);
}

TEST(Fit, OfOrdinaryNoiseRejectsAboutOneInTwentyUnderTheNull) {
  const Design design = task_design(160);
  const Eigen::MatrixXd series = attune::test::autoregressive_noise(160, 1000, 0.4, 17);
  std::size_t rejected = 0;
  for (const ContrastEstimate& result : estimate(a_less_b(), design, fit(series, design, {NoiseModel::ar1, {}, {}})))
    if (result.p < 0.05) ++rejected;
  EXPECT_GE(rejected, 29U);  // 50 expected; four standard deviations of the count are 27.6, and one point of bias
  EXPECT_LE(rejected, 88U);
}

// The short form of tests/property/bold_calibration for the default model and the noise it is for.
TEST(Fit, OfMixedNoiseRejectsAboutOneInTwentyUnderTheNullByDefault) {
  const Design design = task_design(150);
  const Eigen::MatrixXd series =
      attune::test::autoregressive_noise(150, 2000, 0.8, 19) + attune::test::autoregressive_noise(150, 2000, 0.0, 23);
  std::size_t rejected = 0;
  for (const ContrastEstimate& result : estimate(a_less_b(), design, fit(series, design)))
    if (result.p < 0.05) ++rejected;
  EXPECT_GE(rejected, 41U);  // 100 expected; four standard deviations of the count are 39, and one point of bias
  EXPECT_LE(rejected, 159U);
}

TEST(Fit, KeepsTheFittedSeriesIfAsked) {
  const Design design = task_design(120);
  const Eigen::MatrixXd series = attune::test::autoregressive_noise(120, 2, 0.3, 29).array() + 20;
  FitOptions options;
  EXPECT_EQ(fit(series, design, options)[0].fitted.size(), 0);
  options.keep_fitted = true;
  const RegionFit region = fit(series, design, options)[1];
  EXPECT_LT((region.fitted - design.matrix * design.to_columns * region.coordinates).norm(), 1e-9);
}

// The gradient by formula is that of the likelihood: a step either way from where the search stopped is less likely.
TEST(Fit, StopsWhereTheLikelihoodWithItsPriorIsHighest) {
  const Design design = task_design(150);
  const Eigen::MatrixXd series =
      attune::test::autoregressive_noise(150, 6, 0.8, 41) + attune::test::autoregressive_noise(150, 6, 0.0, 43);
  for (Eigen::Index region = 0; region < series.cols(); ++region) {
    const RegionFit best = fit(series.col(region), design)[0];
    const auto posterior = [&](Arma noise) {
      const Whitener whiten(noise, design.kept);
      const Eigen::MatrixXd x = whiten(design.matrix);
      const Eigen::VectorXd y = whiten(series.col(region));
      const Eigen::HouseholderQR<Eigen::MatrixXd> qr(x);
      const double squares = (y - x * qr.solve(y)).squaredNorm();
      const Eigen::VectorXd diagonal = qr.matrixQR().diagonal().cwiseAbs();
      return -0.5 * (best.degrees * std::log(squares) + whiten.log_determinant()) - diagonal.array().log().sum() +
             std::log((1 - noise.a * noise.a) * (1 - noise.b * noise.b));
    };
    const double there = posterior(best.noise);
    for (const double step : {1e-3, -1e-3}) {
      EXPECT_GT(there, posterior({best.noise.a + step, best.noise.b}));
      EXPECT_GT(there, posterior({best.noise.a, best.noise.b + step}));
    }
  }
}

}  // namespace
}  // namespace attune::bold
