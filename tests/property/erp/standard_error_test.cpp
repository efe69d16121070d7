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

TEST(BootstrapSme, DoesNotDependOnWhichSamplesAreDrawn) {
  // Alone, a measure's draws hold the samples it looks at; beside peak_to_peak they hold all. The onset is followed
  // back to before the window, the vertex looks at the neighbours of the peak.
  const eeg::Epochs epochs = test::made_trials(40, 8);
  for (const Kind kind : {Kind::fractional_peak_onset, Kind::peak_latency, Kind::centroid_latency}) {
    MeasureOptions options = options_for({kind});
    options.components = {{"p3", {Milliseconds(300), Milliseconds(450)}, Polarity::positive, Milliseconds(100)}};
    options.peak_place = PeakPlace::parabola;
    options.bootstraps = 500;
    const double alone = measure(epochs, options).rows.at(0).quality;
    options.kinds.push_back(Kind::peak_to_peak);
    const double beside = measure(epochs, options).rows.at(0).quality;
    EXPECT_GT(alone, 0) << name_of(kind);
    EXPECT_NEAR(alone / beside, 1, 1e-9) << name_of(kind);
  }
}

TEST(DerivedWaves, HaveMeasuresThatAddUp) {
  // A linear measure of a difference wave is the difference of the measures; swapping the conditions changes the sign
  // and not the error; the field power is that of the map turned upside down too.
  eeg::Epochs epochs = test::made_trials(30, 5);
  const eeg::Epochs others = test::made_trials(20, 6);
  epochs.channels = {"Pz", "Cz"};
  epochs.conditions = {"a", "b"};
  for (std::size_t i = 0; i < others.data.size(); ++i) {
    epochs.data.push_back(others.data[i]);
    epochs.trials.push_back(others.trials[i]);
    epochs.trials.back().condition = "b";
  }
  for (std::size_t i = 0; i < epochs.data.size(); ++i) {
    Eigen::MatrixXd both(2, epochs.times.samples);
    both << epochs.data[i], 0.5 * epochs.data[(7 * i + 3) % epochs.data.size()].row(0);
    epochs.data[i] = both;
  }
  MeasureOptions options = options_for({Kind::mean_amplitude, Kind::peak_latency});
  options.bootstraps = 200;
  options.field_power = true;
  options.differences = {parse_difference("d=a-b"), parse_difference("e=b-a")};
  const std::vector<Measure> rows = measure(epochs, options).rows;
  ASSERT_EQ(rows.size(), 24u);  // 4 conditions, 3 sites, 2 kinds
  const auto row = [&](std::size_t condition, std::size_t site, std::size_t kind) {
    return rows[6 * condition + 2 * site + kind];
  };
  for (const std::size_t site : {0u, 1u}) {
    EXPECT_NEAR(row(2, site, 0).value, row(0, site, 0).value - row(1, site, 0).value, 1e-9);
    EXPECT_NEAR(row(3, site, 0).value, -row(2, site, 0).value, 1e-9);
    EXPECT_NEAR(row(3, site, 0).quality / row(2, site, 0).quality, 1, 1e-9);
  }
  EXPECT_EQ(row(2, 2, 0).site, "GFP");
  for (const std::size_t kind : {0u, 1u}) {
    EXPECT_NEAR(row(3, 2, kind).value, row(2, 2, kind).value, 1e-9);
    EXPECT_NEAR(row(3, 2, kind).quality / row(2, 2, kind).quality, 1, 1e-9);
  }
}

}  // namespace
}  // namespace attune::erp
