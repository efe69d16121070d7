#include "attune/bold/peristimulus.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace attune::bold {
namespace {

// Two events of 2 s, 60 s apart, so that their answers do not overlap, in a run of 60 volumes of 2 s.
Events two_events() {
  Events events;
  for (const double onset : {20.0, 80.0}) events.events.push_back({Seconds(onset), Seconds(2), "a", {}, 0});
  return events;
}

Eigen::MatrixXd series_with(const Events& events, const FrameTimes& frames, double resting) {
  const Response response({}, frames.repetition_time);
  std::vector<Stimulus> stimuli;
  for (const Event& event : events.events) stimuli.push_back({event.onset, event.duration, 1});
  Eigen::MatrixXd series(frames.volumes, 1);
  series.col(0) = resting * (1.0 + 0.05 * response.columns(stimuli, frames).col(0).array() / response.peak(Seconds(2)));
  // A ripple that averages out over the bins keeps the residuals away from 0.
  for (Eigen::Index i = 0; i < frames.volumes; ++i) series(i, 0) += i % 2 == 0 ? 1e-6 : -1e-6;
  return series;
}

TEST(Peristimulus, OfANoiselessRunIsTheResponseInPercentOfTheRestingSignal) {
  const FrameTimes frames{60, Seconds(2), Seconds(0)};
  const Events events = two_events();
  const Eigen::MatrixXd series = series_with(events, frames, 800.0);
  DesignOptions options;
  options.drift = Drift::none;
  const Design design = make_design(events, frames, nullptr, options);
  FitOptions ols;
  ols.noise = NoiseModel::white;
  const auto averages = peristimulus(events.events, frames, design, series, fit(series, design, ols));
  ASSERT_EQ(averages.size(), 1U);
  const Response response({}, Seconds(2));
  ASSERT_EQ(averages[0].lags.front(), Seconds(-4));
  ASSERT_EQ(averages[0].lags.back(), Seconds(24));
  for (std::size_t bin = 0; bin < averages[0].lags.size(); ++bin) {
    const double expected = 5.0 * response(0, averages[0].lags[bin], Seconds(2)) / response.peak(Seconds(2));
    EXPECT_NEAR(averages[0].percent(static_cast<Eigen::Index>(bin), 0), expected, 1e-5);
    EXPECT_EQ(averages[0].volumes[bin], 2);
  }
}

TEST(Peristimulus, DoesNotCountCensoredVolumes) {
  const FrameTimes frames{60, Seconds(2), Seconds(0)};
  const Events events = two_events();
  const Eigen::MatrixXd series = series_with(events, frames, 800.0);
  DesignOptions options;
  options.drift = Drift::none;
  options.censor_volumes = {10, 40};  // the volumes at both onsets
  const Design design = make_design(events, frames, nullptr, options);
  FitOptions ols;
  ols.noise = NoiseModel::white;
  const auto averages = peristimulus(events.events, frames, design, series, fit(series, design, ols));
  EXPECT_EQ(averages[0].volumes[2], 0) << "lag 0";
  EXPECT_TRUE(std::isnan(averages[0].percent(2, 0)));
  EXPECT_EQ(averages[0].volumes[3], 2);
}

}  // namespace
}  // namespace attune::bold
