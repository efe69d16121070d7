// The SME of waves that are computed from several channels and conditions, against the plain chain done draw by draw.
#include <gtest/gtest.h>

#include <charconv>
#include <cmath>
#include <map>

#include "attune/base/hash.hpp"
#include "attune/base/instruction_set.hpp"
#include "attune/erp/derived.hpp"
#include "attune/erp/measure.hpp"
#include "attune/erp/reading.hpp"
#include "attune/parallel/stream.hpp"
#include "made_trials.hpp"

namespace attune::erp {
namespace {

// The plain chain adds in another order; times of some hundred milliseconds and microvolts differ by rounding alone.
constexpr double kRounding = 1e-9;
// 2000 draws know their SD to 1.6 %; four of them.
constexpr double kBootstrapError = 0.064;

// Conditions "left" and "right" of unequal size at PO7, PO8 and Pz; noise of its own on every channel.
eeg::Epochs two_sides(int left = 30, int right = 22) {
  eeg::Epochs epochs;
  epochs.labels.participant_id = "sub-01";
  epochs.channels = {"PO7", "PO8", "Pz"};
  epochs.conditions = {"left", "right"};
  std::uint64_t seed = 100;
  for (const auto& [condition, count] : {std::pair<std::string, int>("left", left), {"right", right}}) {
    std::vector<eeg::Epochs> channels;
    for (int c = 0; c < 3; ++c) channels.push_back(test::made_trials(count, ++seed));
    epochs.times = channels[0].times;
    for (int t = 0; t < count; ++t) {
      Eigen::MatrixXd data(3, epochs.times.samples);
      for (int c = 0; c < 3; ++c)
        data.row(c) = (c + 1) * channels[static_cast<std::size_t>(c)].data[static_cast<std::size_t>(t)];
      epochs.data.push_back(data);
      eeg::Trial trial;
      trial.condition = condition;
      trial.sample = static_cast<Eigen::Index>(1000 * seed) + t;
      trial.kept = true;
      epochs.trials.push_back(trial);
    }
  }
  return epochs;
}

MeasureOptions every_wave(std::vector<Kind> kinds) {
  MeasureOptions options;
  options.components = {{"p3", {Milliseconds(100), Milliseconds(700)}, Polarity::positive, {}},
                        {"late", {Milliseconds(402), Milliseconds(690)}, Polarity::positive, Milliseconds(250)}};
  options.kinds = std::move(kinds);
  options.differences = {parse_difference("effect=left-right")};
  options.lateralisations = {parse_lateralisation("n2pc=left,right")};
  options.pairs = {parse_pair("PO7/PO8")};
  options.field_power = true;
  options.sme = Sme::bootstrap;
  options.bootstraps = 150;
  options.seed = {3};
  return options;
}

const std::vector<Kind> kEveryKind = {
    Kind::mean_amplitude,        Kind::peak_amplitude,          Kind::peak_latency,
    Kind::positive_area,         Kind::negative_area,           Kind::total_area,
    Kind::integral_area,         Kind::fractional_area_latency, Kind::peak_to_peak,
    Kind::fractional_peak_onset, Kind::fractional_peak_offset,  Kind::centroid_latency};

parallel::Seed seed_of(const eeg::Epochs& epochs, const std::string& condition, const MeasureOptions& options) {
  const std::string digest = sha256_of(epochs.labels.participant_id + "||||" + condition);
  std::uint64_t part = 0;
  std::from_chars(digest.data(), digest.data() + 16, part, 16);
  return parallel::derive(options.seed, part);
}

// Averages of trials drawn anew.
std::vector<eeg::Evoked> draw(const eeg::Epochs& epochs, std::uint64_t draw, const MeasureOptions& options) {
  std::vector<eeg::Evoked> averages = eeg::average(epochs);
  for (eeg::Evoked& average : averages) {
    const std::vector<std::size_t> kept = eeg::kept_trials(epochs, average.condition);
    parallel::Stream stream(seed_of(epochs, average.condition, options), draw);
    average.average.setZero();
    for (std::size_t i = 0; i < kept.size(); ++i) average.average += epochs.data[kept[stream.below(kept.size())]];
    average.average /= static_cast<double>(kept.size());
  }
  return averages;
}

struct PlainError {
  double sum = 0, squares = 0, count = 0;
  void add(double x) {
    if (!std::isnan(x)) sum += x, squares += x * x, count += 1;
  }
  double value() const { return std::sqrt((squares - sum * sum / count) / (count - 1)); }
};

// Compares every row that has an SME; how many there were of each wave and measure.
std::map<std::string, int> compare_with_plain_chain(const MeasureOptions& options) {
  const eeg::Epochs epochs = two_sides();
  const Measures measures = measure(epochs, options);
  std::vector<PlainError> plain(measures.rows.size());
  for (int b = 0; b < options.bootstraps; ++b) {
    MeasureOptions once = options;
    once.sme = Sme::none;
    const Measures drawn = measure(draw(epochs, static_cast<std::uint64_t>(b), options), once);
    for (std::size_t i = 0; i < plain.size(); ++i) plain[i].add(drawn.rows.at(i).value);
  }
  std::map<std::string, int> compared;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    const Measure& row = measures.rows[i];
    if (std::isnan(row.quality)) continue;
    if (plain[i].value() == 0)  // a field power has no negative area
      EXPECT_EQ(row.quality, 0) << row.measure;
    else
      EXPECT_NEAR(row.quality / plain[i].value(), 1, kRounding)
          << row.measure << " of " << row.condition << " at " << row.site;
    ++compared[row.condition + " at " + row.site];
    ++compared[row.measure];
  }
  return compared;
}

TEST(BootstrapSme, OfEveryMeasureAndWaveIsThatOfTheWholeChain) {
  std::map<std::string, int> compared = compare_with_plain_chain(every_wave(kEveryKind));
  for (const char* wave : {"left at Pz", "effect at Pz", "n2pc at PO7/PO8", "left at GFP", "effect at GFP"})
    EXPECT_GT(compared[wave], 15) << wave;
  for (const Kind kind : kEveryKind) EXPECT_GT(compared["p3." + name_of(kind)], 4) << name_of(kind);
}

// Without a measure that looks at the whole waveform only the samples around the windows are averaged.
TEST(BootstrapSme, OfSamplesAroundTheWindowIsThatOfTheWholeChain) {
  MeasureOptions options = every_wave({Kind::peak_latency, Kind::fractional_area_latency, Kind::fractional_peak_onset,
                                       Kind::fractional_peak_offset, Kind::centroid_latency});
  options.neighbourhood = 3;
  options.peak_place = PeakPlace::parabola;
  options.window_ends = WindowEnds::nearest;
  options.bootstraps = 150;
  EXPECT_GT(compare_with_plain_chain(options)["p3.fractional_area_latency"], 4);
  options.window_ends = WindowEnds::inside;
  options.components = {{"edge", {Milliseconds(-200), Milliseconds(798)}, Polarity::positive, {}}};
  EXPECT_GT(compare_with_plain_chain(options)["edge.centroid_latency"], 4);
}

TEST(Sme, OfADifferenceOfConditionsAddsAsVariances) {
  const eeg::Epochs epochs = two_sides();
  for (const Sme sme : {Sme::analytic, Sme::bootstrap}) {
    MeasureOptions options = every_wave({Kind::mean_amplitude});
    options.sme = sme;
    options.bootstraps = 2000;
    std::map<std::string, double> quality;
    for (const Measure& row : measure(epochs, options).rows)
      if (row.measure == "p3.mean_amplitude") quality[row.condition + "@" + row.site] = row.quality;
    const double tolerance = sme == Sme::analytic ? kRounding : kBootstrapError;
    for (const char* site : {"@PO7", "@PO8", "@Pz"})
      EXPECT_NEAR(quality["effect" + std::string(site)] /
                      std::hypot(quality["left" + std::string(site)], quality["right" + std::string(site)]),
                  1, tolerance)
          << site;
  }
}

TEST(BootstrapSme, OfEveryWaveIsTheSameForAnyThreadsAndInstructions) {
  const eeg::Epochs epochs = two_sides(20, 33);
  MeasureOptions options = every_wave(kEveryKind);
  options.bootstraps = 70;
  const auto qualities = [&] {
    std::vector<double> out;
    for (const Measure& row : measure(epochs, options).rows)
      if (!std::isnan(row.quality)) out.push_back(row.quality);
    return out;
  };
  options.threads = {1};
  const std::vector<double> one = qualities();
  EXPECT_GT(one.size(), 100u);
  options.threads = {3};
  EXPECT_EQ(qualities(), one);
  std::vector<std::string> pins{"x86-64"};
  if (use_avx2()) pins.emplace_back("avx2");
  for (const std::string& pin : pins) {
    pin_instruction_set(pin);
    EXPECT_EQ(qualities(), one) << pin;
  }
  pin_instruction_set("");
}

TEST(Sme, OfAWaveWithOneTrialInACondition) {
  const eeg::Epochs epochs = two_sides(20, 1);
  const Measures measures = measure(epochs, every_wave({Kind::mean_amplitude, Kind::fractional_area_latency}));
  for (const Measure& row : measures.rows)
    EXPECT_EQ(std::isnan(row.quality), row.condition != "left") << row.measure << row.condition << row.site;
}

}  // namespace
}  // namespace attune::erp
