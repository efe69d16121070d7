#include "attune/skin/cda.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "attune/parallel/stream.hpp"
#include "attune/skin/measures.hpp"
#include "expect_error.hpp"

namespace attune::skin {
namespace {

using ::testing::HasSubstr;

// A Bateman function of unit area.
double bateman(double t) { return t <= 0 ? 0 : (std::exp(-t / 2) - std::exp(-t / 0.7)) / 1.3; }

physio::Recording recording(double rate, double level, double noise,
                            const std::vector<std::pair<double, double>>& areas) {
  physio::Recording out;
  out.path = "made";
  physio::Channel channel{"EDA", physio::Kind::eda, "uS", Hertz(rate), Seconds(0), {}};
  parallel::Stream stream({2}, 0);
  for (int i = 0; i < static_cast<int>(80 * rate); ++i) {
    const double t = i / rate;
    double value = level + 0.005 * t + noise * stream.normal();
    for (const auto& [onset, area] : areas) value += area * bateman(t - onset);
    channel.samples.push_back(value);
  }
  out.channels.push_back(std::move(channel));
  for (const auto& [onset, area] : areas) out.events.push_back({Seconds(onset - 2), Seconds(0), "cry"});
  return out;
}

std::vector<EventResponse> trials_of(const physio::Recording& made, const Cda& cda) {
  EventOptions options;
  options.conditions = {"cry"};
  std::vector<EventResponse> out = event_responses(made, find_responses(made.channels[0], {}, {}), options);
  add_driver(out, cda, options);
  return out;
}

TEST(Cda, GivesTheAreaThatWasConvolvedAtEveryRate) {
  for (const double rate : {10.0, 25.0, 100.0}) {
    const physio::Recording made = recording(rate, 3, 0, {{20, 0.5}, {45, 1.5}});
    const Cda cda = decompose_continuously(made.channels[0], artefacts_of(made.channels[0], {}), {});
    const std::vector<EventResponse> trials = trials_of(made, cda);
    // The kink at the onset is smoothed and the rising level's driver is taken off by its first quartile: 2 %.
    EXPECT_NEAR(trials[0].iscr / 0.5, 1, 0.03) << rate;
    EXPECT_NEAR(trials[1].iscr / 1.5, 1, 0.03) << rate;
    EXPECT_GT(trials[1].phasic_max, 2 * trials[0].phasic_max);
    // Away from responses the tonic driver is the level and the slope's part of it.
    EXPECT_NEAR(cda.tonic_us[static_cast<std::size_t>(70 * rate)], 3 + 0.005 * 70 + 0.005 * 2.7, 0.02) << rate;
  }
}

TEST(Cda, ScalesAndShifts) {
  const physio::Recording made = recording(25, 3, 0.001, {{20, 0.5}});
  physio::Recording other = made;
  for (double& value : other.channels[0].samples) value = 2 * value + 1;
  const std::vector<bool> good(made.channels[0].samples.size());
  const Cda a = decompose_continuously(made.channels[0], good, {}),
            b = decompose_continuously(other.channels[0], good, {});
  for (std::size_t i = 0; i < a.phasic_us.size(); ++i) {
    EXPECT_NEAR(2 * a.phasic_us[i], b.phasic_us[i], 1e-9);
    EXPECT_NEAR(2 * a.tonic_us[i] + 1, b.tonic_us[i], 1e-9);
  }
}

TEST(Cda, LeavesArtefactsOutAndSaysWhatItNeeds) {
  physio::Recording made = recording(25, 3, 0, {{20, 0.5}, {45, 1.5}});
  for (std::size_t i = 1150; i < 1170; ++i) made.channels[0].samples[i] = std::nan("");  // 46 s, in the second window
  const Cda cda = decompose_continuously(made.channels[0], artefacts_of(made.channels[0], {}), {});
  const std::vector<EventResponse> trials = trials_of(made, cda);
  EXPECT_TRUE(std::isnan(trials[1].iscr));
  const std::vector<std::string> conditions{"cry"};
  for (const Measure& row : measure_events(trials, conditions, "EDA", {}, 0.5))
    if (row.measure == "event_iscr") {
      EXPECT_EQ(row.n, 1);
      EXPECT_NEAR(row.value, 0.5, 0.015);
      EXPECT_EQ(row.unit, "uS*s");
    }
  physio::Recording slow = recording(4, 3, 0, {{20, 0.5}});
  EXPECT_THAT(test::error_of(Fault::analysis,
                             [&] { decompose_continuously(slow.channels[0], artefacts_of(slow.channels[0], {}), {}); }),
              HasSubstr("sampled at 4 Hz; the continuous decomposition needs at least 8 Hz"));
}

}  // namespace
}  // namespace attune::skin
