#include "attune/breath/breaths.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numbers>

#include "attune/breath/measures.hpp"
#include "attune/parallel/stream.hpp"
#include "expect_error.hpp"
#include "shared_data.hpp"

namespace attune::breath {
namespace {

using ::testing::HasSubstr;

physio::Channel channel(double seconds, double rate, const std::function<double(double)>& value) {
  physio::Channel out{"RSP", physio::Kind::respiration, "", Hertz(rate), Seconds(0), {}};
  for (int i = 0; i < static_cast<int>(seconds * rate); ++i) out.samples.push_back(value(i / rate));
  return out;
}

double sine(double hertz, double time) { return std::sin(2 * std::numbers::pi * hertz * time); }

// The filter's band is flat to a hundredth of a percent at 0.25 Hz, and a vertex between samples of 25 Hz is that of a
// sine to some milliseconds.
constexpr double kTime = 0.01, kDepth = 0.01;

TEST(Breaths, OfASineAreItsPeriods) {
  const Breaths breaths = detect_breaths(channel(120, 25, [](double t) { return 3 + sine(0.25, t); }), {});
  ASSERT_GE(breaths.breaths.size(), 27U);
  for (const Breath& breath : breaths.breaths) {
    if (breath.inhale_s < 10 || breath.end_s > 110) continue;  // the filter's start and end
    // Troughs at 3, 7, 11 ... s, crests at 1, 5, 9 ... s.
    EXPECT_NEAR(std::remainder(breath.inhale_s - 3, 4), 0, kTime);
    EXPECT_NEAR(std::remainder(breath.exhale_s - 1, 4), 0, kTime);
    EXPECT_NEAR(breath.end_s - breath.inhale_s, 4, 2 * kTime);
    EXPECT_NEAR(breath.depth, 2, kDepth);
    EXPECT_EQ(breath.implausible, "");
  }
  const BreathSummary all = summarise(breaths, Seconds(20), Seconds(100));
  EXPECT_EQ(all.n, 20U);
  EXPECT_NEAR(all.rate, 15, 0.02);
  EXPECT_NEAR(all.inhale, 2, kTime);
  EXPECT_NEAR(all.exhale, 2, kTime);
  EXPECT_NEAR(all.inhale_share, 0.5, 0.005);
  EXPECT_NEAR(all.volume_per_time, 0.5, 0.005);
  EXPECT_NEAR(all.artefact_share, 0, 0.005);
}

TEST(Breaths, DoNotMoveWithOffsetScaleDriftOrNoise) {
  const auto plain = [](double t) { return sine(0.25, t); };
  const Breaths first = detect_breaths(channel(120, 50, plain), {});
  const Breaths scaled = detect_breaths(channel(120, 50, [&](double t) { return -40 + 7 * plain(t); }), {});
  parallel::Stream stream({1}, 0);
  const Breaths drifting = detect_breaths(
      channel(120, 50, [&](double t) { return plain(t) + 0.05 * t + 0.1 * stream.normal() + 2 * sine(0.01, t); }), {});
  ASSERT_EQ(first.breaths.size(), scaled.breaths.size());
  for (std::size_t i = 0; i < first.breaths.size(); ++i) {
    EXPECT_NEAR(first.breaths[i].inhale_s, scaled.breaths[i].inhale_s, 1e-9);
    EXPECT_NEAR(7 * first.breaths[i].depth, scaled.breaths[i].depth, 1e-9);
  }
  EXPECT_NEAR(summarise(drifting, Seconds(10), Seconds(110)).rate, 15, 0.3);
  EXPECT_NEAR(static_cast<double>(drifting.breaths.size()), static_cast<double>(first.breaths.size()), 1);
}

TEST(Breaths, TurnRoundWhereTheSignalIsInverted) {
  const physio::Channel upright = channel(60, 25, [](double t) { return sine(0.25, t); });
  const physio::Channel inverted = channel(60, 25, [](double t) { return -sine(0.25, t); });
  DetectOptions options;
  options.inverted = true;
  const Breaths a = detect_breaths(upright, {}), b = detect_breaths(inverted, options);
  ASSERT_EQ(a.breaths.size(), b.breaths.size());
  for (std::size_t i = 0; i < a.breaths.size(); ++i) EXPECT_NEAR(a.breaths[i].exhale_s, b.breaths[i].exhale_s, 1e-12);
}

TEST(Breaths, AreNotJoinedOverAGap) {
  physio::Channel gap = channel(120, 25, [](double t) { return sine(0.25, t); });
  for (std::size_t i = 1000; i < 1100; ++i) gap.samples[i] = std::nan("");  // 40 to 44 s
  const Breaths breaths = detect_breaths(gap, {});
  for (const Breath& breath : breaths.breaths) EXPECT_TRUE(breath.end_s <= 40 || breath.inhale_s >= 44);
  EXPECT_TRUE(std::isnan(phase_at(breaths, 42)));
  EXPECT_GT(summarise(breaths, Seconds(30), Seconds(60)).artefact_share, 4.0 / 30);
}

TEST(Breaths, ThatNobodyTakesAreNotCounted) {
  // A stretch without breathing from 60 to 90 s is one long breath.
  const Breaths breaths =
      detect_breaths(channel(150, 25, [](double t) { return t > 60 && t < 90 ? sine(0.25, 60) : sine(0.25, t); }), {});
  bool found = false;
  for (const Breath& breath : breaths.breaths) found |= breath.implausible == "too long";
  EXPECT_TRUE(found);
  EXPECT_NEAR(summarise(breaths, Seconds(0), Seconds(150)).rate, 15, 0.3);
}

TEST(BreathPhase, RunsFromTheStartOfTheInhalationToTheNext) {
  const Breaths breaths = detect_breaths(channel(60, 50, [](double t) { return sine(0.25, t); }), {});
  EXPECT_NEAR(phase_at(breaths, 23.02), 0, 0.01);
  EXPECT_NEAR(phase_at(breaths, 24), 0.25, 0.01);
  EXPECT_NEAR(phase_at(breaths, 25), 0.5, 0.01);
  EXPECT_NEAR(phase_at(breaths, 26), 0.75, 0.01);
}

TEST(Breaths, NeedASignal) {
  EXPECT_THAT(test::error_of(Fault::analysis, [] { detect_breaths(channel(60, 2, [](double) { return 0.0; }), {}); }),
              HasSubstr("sampled at 2 Hz; breaths need at least 4 Hz"));
  EXPECT_THAT(
      test::error_of(Fault::analysis, [] { detect_breaths(channel(60, 25, [](double) { return std::nan(""); }), {}); }),
      HasSubstr("no sample"));
  const Breaths flat = detect_breaths(channel(60, 25, [](double) { return 1.0; }), {});
  EXPECT_TRUE(flat.breaths.empty());
  ASSERT_FALSE(flat.warnings.empty());
  EXPECT_THAT(flat.warnings.back(), HasSubstr("no breath was found"));
  const BreathSummary none = summarise(flat, Seconds(0), Seconds(60));
  EXPECT_EQ(none.n, 0U);
  EXPECT_TRUE(std::isnan(none.rate));
  EXPECT_EQ(none.artefact_share, 1);
}

TEST(BreathRows, TakeTheWindowsOfAConditionTogether) {
  const Breaths breaths =
      detect_breaths(channel(200, 25, [](double t) { return sine(t < 100 ? 0.25 : 0.125, t); }), {});
  const std::vector<physio::Window> windows{{"calm", Seconds(20), Seconds(60), 1},
                                            {"slow", Seconds(110), Seconds(190), 1},
                                            {"calm", Seconds(60), Seconds(80), 2}};
  const std::vector<Measure> rows = measure(breaths, windows, {{"breath_rate", "breath_depth"}, 0.3});
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_EQ(rows[0].condition, "calm");
  EXPECT_EQ(rows[0].n, 15);
  EXPECT_NEAR(rows[0].value, 15, 0.05);
  EXPECT_EQ(rows[0].unit, "1/min");
  EXPECT_EQ(rows[1].unit, "a.u.");
  EXPECT_NEAR(rows[2].value, 7.5, 0.1);
  const Warnings slow = slow_breathing(rows);
  ASSERT_EQ(slow.size(), 1U);
  EXPECT_THAT(slow[0], HasSubstr("condition slow: 7.49 breaths a minute, below 9"));
  EXPECT_EQ(measure_each(breaths, windows, {{"breath_rate"}, 0.3}).size(), 3U);
}

TEST(BreathRows, SayWhyThereIsNoValue) {
  physio::Channel half = channel(100, 25, [](double t) { return sine(0.25, t); });
  for (std::size_t i = 1250; i < half.samples.size(); ++i) half.samples[i] = std::nan("");
  const Breaths breaths = detect_breaths(half, {});
  const std::vector<physio::Window> windows{{"", Seconds(0), Seconds(100), 1}};
  const std::vector<Measure> rows = measure(breaths, windows, {{"breath_rate"}, 0.3});
  EXPECT_TRUE(std::isnan(rows[0].value));
  EXPECT_THAT(rows[0].excluded, HasSubstr("of it in no plausible breath, above 0.3"));
  EXPECT_THAT(test::error_of(Fault::usage,
                             [&] {
                               measure(breaths, windows, {{"breath_rat"}, 0.3});
                             }),
              HasSubstr("did you mean"));
}

}  // namespace
}  // namespace attune::breath
