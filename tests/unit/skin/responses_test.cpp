#include "attune/skin/responses.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "attune/parallel/stream.hpp"
#include "attune/skin/decompose.hpp"
#include "attune/skin/measures.hpp"
#include "attune/stats/distributions.hpp"
#include "expect_error.hpp"

namespace attune::skin {
namespace {

using ::testing::HasSubstr;

struct Planted {
  double onset_s, size_us;
};

// A response of `size` from trough to peak.
double shape(double t) {
  const double top = std::log(2 / 0.7) / (1 / 0.7 - 1 / 2.0);
  const auto bateman = [](double x) { return x <= 0 ? 0 : std::exp(-x / 2) - std::exp(-x / 0.7); };
  return bateman(t) / bateman(top);
}

physio::Channel channel(double seconds, double rate, const std::vector<Planted>& planted, double noise = 0,
                        std::uint64_t seed = 1) {
  physio::Channel out{"EDA", physio::Kind::eda, "uS", Hertz(rate), Seconds(0), {}};
  parallel::Stream stream({seed}, 0);
  for (int i = 0; i < static_cast<int>(seconds * rate); ++i) {
    const double t = i / rate;
    // The level falls slowly, so that it is never flat.
    double value = 5 - 0.002 * t + noise * stream.normal();
    for (const Planted& p : planted) value += p.size_us * shape(t - p.onset_s);
    out.samples.push_back(value);
  }
  return out;
}

TEST(SkinResponses, HaveTheirPlantedSizesAndTimes) {
  const Skin skin = find_responses(channel(80, 25, {{10, 0.5}, {30, 0.05}, {50, 1.2}}), {}, {});
  ASSERT_EQ(skin.responses.size(), 3U);
  // The low-pass takes a few percent off the top and rounds the trough.
  EXPECT_NEAR(skin.responses[0].amplitude_us, 0.5, 0.02);
  EXPECT_NEAR(skin.responses[1].amplitude_us, 0.05, 0.004);
  EXPECT_NEAR(skin.responses[2].amplitude_us, 1.2, 0.04);
  const double top = std::log(2 / 0.7) / (1 / 0.7 - 1 / 2.0);
  EXPECT_NEAR(skin.responses[0].onset_s, 10, 0.3);
  EXPECT_NEAR(skin.responses[0].peak_s, 10 + top, 0.05);
  EXPECT_GT(skin.responses[0].half_recovery_s, 1.5);
  EXPECT_LT(skin.responses[0].half_recovery_s, 3);
}

TEST(SkinResponses, BelowTheThresholdAreNoneWhateverTheLargestIs) {
  for (const double largest : {0.3, 4.0}) {
    const Skin skin = find_responses(channel(60, 25, {{10, 0.03}, {30, largest}}), {}, {});
    EXPECT_EQ(skin.responses.size(), 2U) << largest;
    ResponseOptions options;
    options.threshold_us = 0.05;
    EXPECT_EQ(find_responses(channel(60, 25, {{10, 0.03}, {30, largest}}), {}, options).responses.size(), 1U);
  }
}

TEST(SkinResponses, AreSeenOnALevelThatRisesFromTheStart) {
  physio::Channel rising = channel(60, 25, {{6, 0.3}, {30, 0.3}});
  for (std::size_t i = 0; i < rising.samples.size(); ++i) rising.samples[i] += 0.01 * static_cast<double>(i) / 25;
  EXPECT_EQ(find_responses(rising, {}, {}).responses.size(), 2U);
  // One that is under way when the recording begins is not seen whole.
  EXPECT_EQ(find_responses(channel(60, 25, {{-0.5, 0.3}, {30, 0.3}}), {}, {}).responses.size(), 1U);
}

TEST(SkinResponses, AreTheSameAtTheRateOfAWristband) {
  const Skin slow = find_responses(channel(80, 4, {{10.1, 0.5}, {50.3, 1.2}}), {}, {});
  ASSERT_EQ(slow.responses.size(), 2U);
  EXPECT_NEAR(slow.responses[0].amplitude_us, 0.5, 0.03);
  EXPECT_NEAR(slow.responses[1].peak_s, 51.4, 0.15);
}

TEST(SkinResponses, DoNotReachOverArtefacts) {
  physio::Channel bad = channel(80, 25, {{10, 0.5}, {50, 1.2}});
  for (std::size_t i = 260; i < 280; ++i) bad.samples[i] = 0;  // the electrode fell off while the first one rose
  for (std::size_t i = 1500; i < 1700; ++i) bad.samples[i] = 6;
  const Skin skin = find_responses(bad, {}, {});
  ASSERT_EQ(skin.responses.size(), 1U);
  EXPECT_NEAR(skin.responses[0].onset_s, 50, 0.3);
  EXPECT_TRUE(skin.artefact[270]);
  EXPECT_TRUE(skin.artefact[1600]);
  EXPECT_FALSE(skin.artefact[1000]);
}

TEST(SkinResponses, NeedMicrosiemens) {
  physio::Channel raw = channel(60, 25, {});
  raw.unit = "";
  EXPECT_THAT(test::error_of(Fault::analysis, [&] { find_responses(raw, {}, {}); }),
              HasSubstr("its unit is not stated, not uS; say what it is, as --column eda=EDA:uS"));
  raw.unit = "uS";
  for (double& value : raw.samples) value = 0.01;
  EXPECT_THAT(test::error_of(Fault::analysis, [&] { find_responses(raw, {}, {}); }),
              HasSubstr("nothing but artefacts"));
}

physio::Recording recording(const std::vector<Planted>& planted,
                            const std::vector<std::pair<double, const char*>>& events, double seconds) {
  physio::Recording out;
  out.path = "eda.tsv";
  out.channels.push_back(channel(seconds, 25, planted));
  for (const auto& [onset, type] : events) out.events.push_back({Seconds(onset), Seconds(0), type});
  return out;
}

TEST(SkinEvents, WithoutAResponseAreZeroForMagnitudeAndMissingForAmplitude) {
  const physio::Recording made =
      recording({{12, 0.4}, {45.5, 0.3}}, {{10, "cry"}, {30, "cry"}, {40, "laugh"}, {43.5, "laugh"}}, 70);
  const Skin skin = find_responses(made.channels[0], {}, {});
  EventOptions options;
  options.conditions = {"cry", "laugh"};
  const std::vector<EventResponse> trials = event_responses(made, skin, options);
  ASSERT_EQ(trials.size(), 4U);
  EXPECT_TRUE(trials[0].response);
  EXPECT_NEAR(trials[0].latency_s, 2, 0.3);
  EXPECT_FALSE(trials[0].overlap);
  EXPECT_FALSE(trials[1].response);
  EXPECT_EQ(trials[1].magnitude_us, 0);
  EXPECT_TRUE(std::isnan(trials[1].amplitude_us));
  EXPECT_TRUE(trials[2].overlap) << "the next event comes 3.5 s later";
  const std::vector<Measure> rows = measure_events(trials, options.conditions, "EDA", {}, 0.5);
  EXPECT_NEAR(rows[0].value, 0.2, 0.02);
  EXPECT_NEAR(rows[1].value, 0.5 * std::log(1.4), 0.01);
  EXPECT_NEAR(rows[2].value, 0.4, 0.02);
  EXPECT_EQ(rows[3].value, 0.5);
  EXPECT_EQ(rows[2].n, 1);
  options.conditions = {"crye"};
  EXPECT_THAT(test::error_of(Fault::input, [&] { event_responses(made, skin, options); }), HasSubstr("did you mean"));
}

TEST(SkinRows, CountResponsesOverGoodMinutes) {
  physio::Channel half = channel(120, 25, {{10, 0.5}, {30, 0.5}, {50, 0.5}});
  for (std::size_t i = 1600; i < 1900; ++i) half.samples[i] = std::nan("");  // 64 to 76 s
  const Skin skin = find_responses(half, {}, {});
  const std::vector<physio::Window> windows{{"", Seconds(0), Seconds(120), 1}};
  const std::vector<Measure> rows = measure(skin, std::nullopt, windows, {{"scr_rate", "scl"}, 0.2});
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].measure, "scl");
  EXPECT_NEAR(rows[1].value, 3 / (107.5 / 60), 0.02);
  EXPECT_NEAR(rows[1].quality, 12.5 / 120, 0.01);
  EXPECT_THAT(measure(skin, std::nullopt, windows, {{"scl"}, 0.05})[0].excluded, HasSubstr("artefacts, above 0.05"));
}

TEST(Decompose, LeavesArtefactsOut) {
  physio::Channel bad = channel(120, 100, {{10, 0.5}, {80, 0.5}});
  for (std::size_t i = 5000; i < 5500; ++i) bad.samples[i] = std::nan("");
  const Decomposed parts = decompose(bad, artefacts_of(bad, {}), {});
  EXPECT_EQ(parts.sampling_frequency.value(), 25);
  EXPECT_TRUE(std::isnan(parts.driver[1300]));
  EXPECT_FALSE(std::isnan(parts.driver[500]));
  EXPECT_LT(parts.kkt, 1e-8);
}

// People whose spontaneous responses have nothing to do with events of two conditions: a t test of their magnitudes
// finds a difference in 5 %.
TEST(SkinCalibration, FindsNoDifferenceWhereThereIsNone) {
  constexpr int kStudies = 300, kPeople = 14;
  int found = 0;
  for (int study = 0; study < kStudies; ++study) {
    double sum = 0, squares = 0;
    for (int person = 0; person < kPeople; ++person) {
      const auto item = static_cast<std::uint64_t>(study * kPeople + person);
      parallel::Stream stream({13}, item);
      std::vector<Planted> planted;
      for (double t = 3; t < 170; t += 3 + 9 * stream.uniform()) planted.push_back({t, 0.05 + 0.4 * stream.uniform()});
      std::vector<std::pair<double, const char*>> events;
      for (int i = 0; i < 16; ++i) events.emplace_back(4 + 10.0 * i, i % 2 == 0 ? "cry" : "laugh");
      const physio::Recording made = recording(planted, events, 175);
      EventOptions options;
      options.conditions = {"cry", "laugh"};
      const std::vector<EventResponse> trials =
          event_responses(made, find_responses(made.channels[0], {}, {}), options);
      const std::vector<std::string> measures{"event_scr_magnitude"};
      const std::vector<Measure> rows = measure_events(trials, options.conditions, "EDA", measures, 1);
      const double difference = rows[0].value - rows[1].value;
      sum += difference;
      squares += difference * difference;
    }
    const double mean = sum / kPeople, sd = std::sqrt((squares - kPeople * mean * mean) / (kPeople - 1));
    found += std::abs(mean) > stats::student_t_quantile(0.975, kPeople - 1) * sd / std::sqrt(kPeople);
  }
  // Four standard errors of 300 studies around 5 %.
  EXPECT_NEAR(found / static_cast<double>(kStudies), 0.05, 0.0503);
}

}  // namespace
}  // namespace attune::skin
