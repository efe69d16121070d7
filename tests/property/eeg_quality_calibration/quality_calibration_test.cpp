#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "attune/eeg/channel_quality.hpp"
#include "attune/eeg/event_agreement.hpp"
#include "attune/parallel/stream.hpp"
#include "calibration_line.hpp"

// How often the quality report errs, the numbers of docs/validation.md: 4000 simulated channels, 1000 lists of events.
namespace attune::eeg {
namespace {

constexpr std::size_t kRecordings = 500;
constexpr Eigen::Index kChannels = 8;
constexpr double kSeconds = 20.0;

double pick(parallel::Stream& stream, const std::array<double, 3>& from) { return from[stream.below(3)]; }

double log_uniform(parallel::Stream& stream, double low, double high) {
  return low * std::pow(high / low, stream.uniform());
}

/// AR(1) noise with a swing of 1 to 200 µV, mains up to 100 µV, a drift, an electrode offset up to 300 mV, rounded to
/// an amplifier's step.
Recording scalp(std::uint64_t item) {
  parallel::Stream stream(parallel::Seed{2026}, item);
  Recording out;
  out.sampling_frequency = Hertz(pick(stream, {128.0, 250.0, 1000.0}));
  const double rate = out.sampling_frequency.value(), step = pick(stream, {0.03e-6, 0.1e-6, 0.5e-6});
  out.data.resize(kChannels, static_cast<Eigen::Index>(kSeconds * rate));
  for (Eigen::Index c = 0; c < kChannels; ++c) {
    out.channels.emplace_back().name = fmt::format("E{}", c + 1);
    const double memory = 0.7 + 0.28 * stream.uniform(), sd = log_uniform(stream, 1e-6, 200e-6),
                 mains = stream.uniform() < 0.3 ? 100e-6 * stream.uniform() : 0.0,
                 drift = 200e-6 * stream.normal() / kSeconds, offset = 0.3 * (2.0 * stream.uniform() - 1.0);
    double noise = 0.0;
    for (Eigen::Index s = 0; s < out.data.cols(); ++s) {
      const double time = static_cast<double>(s) / rate;
      noise = memory * noise + std::sqrt(1.0 - memory * memory) * sd * stream.normal();
      const double value = offset + drift * time + noise + mains * std::sin(2.0 * std::numbers::pi * 50.0 * time);
      out.data(c, s) = step * std::round(value / step);
    }
  }
  return out;
}

TEST(QualityCalibration, ChannelsOfPlausibleEegRaiseNoAlarm) {
  std::size_t alarms = 0;
  for (std::uint64_t item = 0; item < kRecordings; ++item)
    for (const ChannelQuality& channel : check_quality(scalp(item)).channels)
      alarms += channel.problem.empty() ? 0U : 1U;
  const std::size_t channels = kRecordings * static_cast<std::size_t>(kChannels);
  test::print_share("quality: plausible channels that are reported",
                    static_cast<double>(alarms) / static_cast<double>(channels), channels);
  EXPECT_EQ(alarms, 0U);
}

TEST(QualityCalibration, AWrongUnitIsFoundWithItsFactor) {
  constexpr std::uint64_t kFewer = kRecordings / 5;
  for (const double factor : {1e6, 1e-6, 1e3, 1e-3}) {
    std::size_t found = 0;
    for (std::uint64_t item = 0; item < kFewer; ++item) {
      Recording recording = scalp(item);
      recording.data *= factor;
      for (const ChannelQuality& channel : check_quality(recording).channels)
        found += channel.unit_factor && std::abs(*channel.unit_factor * factor - 1.0) < 1e-9 ? 1U : 0U;
    }
    const std::size_t channels = kFewer * static_cast<std::size_t>(kChannels);
    const double share = static_cast<double>(found) / static_cast<double>(channels);
    test::print_share(fmt::format("quality: unit off by {:g} found with its factor", factor), share, channels);
    // A thousandth or a thousand times of a quiet or a loud channel is still plausible: those cannot be found.
    EXPECT_GE(share, factor == 1e6 || factor == 1e-6 ? 0.99 : 0.5);
  }
}

TEST(QualityCalibration, AnAmplifierAtItsLimitForATenthOfASecondIsFound) {
  std::size_t found = 0, channels = 0;
  for (std::uint64_t item = 0; item < kRecordings / 5; ++item) {
    Recording recording = scalp(item);
    const auto run = static_cast<Eigen::Index>(0.1 * recording.sampling_frequency.value());
    for (Eigen::Index c = 0; c < kChannels; ++c)
      recording.data.row(c).segment(1000, run).setConstant(recording.data.row(c).maxCoeff() + 50e-6);
    for (const ChannelQuality& channel : check_quality(recording).channels) {
      ++channels;
      found += channel.railed ? 1U : 0U;
    }
  }
  const double share = static_cast<double>(found) / static_cast<double>(channels);
  test::print_share("quality: 100 ms at the amplifier's limit found", share, channels);
  EXPECT_GE(share, 0.99);
}

TEST(QualityCalibration, TheOffsetOfATableIsFoundWhateverIsMissing) {
  constexpr std::size_t kLists = 1000;
  std::size_t found = 0;
  for (std::size_t list = 0; list < kLists; ++list) {
    parallel::Stream stream(parallel::Seed{31}, list);
    std::vector<Event> markers, rows;
    const double shift = std::floor(200.0 * stream.normal());
    double at = 500.0;
    for (int i = 0; i < 100; ++i) {
      at += std::floor(150.0 + 100.0 * stream.uniform());
      Event event;
      event.type = stream.uniform() < 0.2 ? "rare" : "common";
      event.sample = at;
      if (stream.uniform() > 0.1) markers.push_back(event);
      event.sample = at + shift + stream.uniform() - 0.5;
      if (stream.uniform() > 0.1) rows.push_back(event);
    }
    const EventAgreement agreement = compare_events(markers, rows, Hertz(250));
    found += std::abs(agreement.offset_samples - shift) < 0.5 ? 1U : 0U;
  }
  const double share = static_cast<double>(found) / static_cast<double>(kLists);
  test::print_share("events: offset of a table found, a tenth missing on both sides", share, kLists);
  EXPECT_GE(share, 0.99);
}

}  // namespace
}  // namespace attune::eeg
