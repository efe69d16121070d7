#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "attune/erp/measure.hpp"
#include "made_trials.hpp"

namespace attune::erp {
namespace {

// The bootstrap's own error with 2000 draws is 1 / sqrt(2 * 2000) = 1.6 %; four of them.
constexpr double kBootstrapError = 0.064;

MeasureOptions options_for(std::vector<Kind> kinds) {
  MeasureOptions options;
  options.components = {{"p3", {Milliseconds(100), Milliseconds(700)}, Polarity::positive}};
  options.kinds = std::move(kinds);
  options.sme = Sme::bootstrap;
  options.bootstraps = 2000;
  options.seed = {11};
  return options;
}

std::vector<double> qualities(const Measures& measures) {
  std::vector<double> out;
  for (const Measure& row : measures.rows) out.push_back(row.quality);
  return out;
}

const std::vector<Kind> kEveryKind = {Kind::mean_amplitude, Kind::peak_amplitude,          Kind::peak_latency,
                                      Kind::positive_area,  Kind::fractional_area_latency, Kind::fractional_peak_onset};

TEST(BootstrapSme, OfALinearMeasureIsTheAnalyticOne) {
  const eeg::Epochs epochs = test::made_trials(60, 5);
  MeasureOptions options = options_for({Kind::mean_amplitude, Kind::integral_area});
  const auto bootstrap = qualities(measure(epochs, options));
  options.sme = Sme::analytic;
  const auto analytic = qualities(measure(epochs, options));
  // The bootstrap's SD has n in its denominator, the analytic one n - 1.
  for (std::size_t i = 0; i < analytic.size(); ++i)
    EXPECT_NEAR(bootstrap[i] / (analytic[i] * std::sqrt(59.0 / 60.0)), 1, kBootstrapError);
}

TEST(BootstrapSme, IsTheSameForAnyNumberOfThreads) {
  const eeg::Epochs epochs = test::made_trials(40, 6);
  MeasureOptions options = options_for(kEveryKind);
  options.bootstraps = 333;
  options.threads = {1};
  const auto one = qualities(measure(epochs, options));
  for (const double quality : one) EXPECT_TRUE(std::isfinite(quality));
  for (const int threads : {2, 3, 7}) {
    options.threads = {threads};
    EXPECT_EQ(qualities(measure(epochs, options)), one) << threads;
  }
}

TEST(BootstrapSme, DependsOnTheSeedAndNotOnOtherConditions) {
  eeg::Epochs epochs = test::made_trials(40, 6);
  MeasureOptions options = options_for(kEveryKind);
  options.bootstraps = 100;
  const auto alone = qualities(measure(epochs, options));
  eeg::Epochs with_another = epochs;
  with_another.conditions = {"b", "a"};
  for (int i = 0; i < 5; ++i) {
    with_another.trials.push_back(with_another.trials.front());
    with_another.trials.back().condition = "b";
    with_another.data.push_back(2 * epochs.data[static_cast<std::size_t>(i)]);
  }
  const auto both = qualities(measure(with_another, options));
  EXPECT_TRUE(std::equal(alone.begin(), alone.end(), both.begin() + static_cast<std::ptrdiff_t>(alone.size())));
  options.seed = {12};
  EXPECT_NE(qualities(measure(epochs, options)), alone);
}

TEST(Sme, ScalesWithTheAmplitudeAndNotTheLatency) {
  const eeg::Epochs epochs = test::made_trials(40, 6);
  eeg::Epochs doubled = epochs;
  for (Eigen::MatrixXd& data : doubled.data) data *= 2;
  const MeasureOptions options = options_for({Kind::mean_amplitude, Kind::fractional_area_latency});
  const auto small = qualities(measure(epochs, options)), large = qualities(measure(doubled, options));
  EXPECT_NEAR(large[0] / small[0], 2, 1e-9);
  EXPECT_NEAR(large[1] / small[1], 1, 1e-9);
}

TEST(AnalyticSme, DoesNotDependOnTheOrderOfTrials) {
  eeg::Epochs epochs = test::made_trials(40, 6);
  MeasureOptions options = options_for({Kind::mean_amplitude});
  options.sme = Sme::analytic;
  const double before = measure(epochs, options).rows[0].quality;
  std::reverse(epochs.data.begin(), epochs.data.end());
  EXPECT_NEAR(measure(epochs, options).rows[0].quality / before, 1, 1e-12);
}

}  // namespace
}  // namespace attune::erp
