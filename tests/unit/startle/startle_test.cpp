#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "attune/parallel/stream.hpp"
#include "attune/startle/measures.hpp"
#include "attune/stats/distributions.hpp"
#include "expect_error.hpp"

namespace attune::startle {
namespace {

using ::testing::HasSubstr;

struct Probe {
  double at_s = 0, onset_ms = 40, size_uv = 50;
  const char* condition = "own";
};

// EMG noise of 2 uV whose variance is raised between onset and onset + 40 ms by a burst, at `rate`.
physio::Recording recording(const std::vector<Probe>& probes, double rate, std::uint64_t seed = 1) {
  physio::Recording out;
  out.path = "emg.tsv";
  physio::Channel emg{"EMG", physio::Kind::emg, "V", Hertz(rate), Seconds(0), {}};
  parallel::Stream stream({seed}, 0);
  const auto samples = static_cast<std::size_t>((probes.back().at_s + 2) * rate);
  for (std::size_t i = 0; i < samples; ++i) {
    const double t = static_cast<double>(i) / rate;
    double sd = 2;
    for (const Probe& probe : probes) {
      const double ms = 1e3 * (t - probe.at_s) - probe.onset_ms;
      if (ms >= 0 && ms < 40) sd += probe.size_uv;
    }
    emg.samples.push_back(1e-6 * sd * stream.normal());
  }
  out.channels.push_back(std::move(emg));
  for (const Probe& probe : probes) out.events.push_back({Seconds(probe.at_s), Seconds(0), probe.condition});
  return out;
}

std::vector<Trial> scored(const physio::Recording& of, ScoreOptions options = {}) {
  if (options.conditions.empty()) options.conditions = {"own"};
  return score(of, of.channels[0], envelope_of(of.channels[0], {}), options);
}

std::vector<Probe> twenty(double onset_ms, double size_uv) {
  std::vector<Probe> out;
  for (int i = 0; i < 20; ++i) out.push_back({1.0 + 2 * i, onset_ms, size_uv, "own"});
  return out;
}

double mean_onset(const std::vector<Trial>& trials) {
  double sum = 0, n = 0;
  for (const Trial& trial : trials)
    if (trial.response) sum += trial.onset_ms, ++n;
  return sum / n;
}

TEST(Startle, OnsetsOfBurstsAreWhereTheyBeginAtEveryRate) {
  // The envelope of 40 random samples a burst is uneven, so single onsets vary by some milliseconds; half height of a
  // sudden burst, smoothed to both sides alike, is where it begins. A causal chain would come 10 ms late.
  for (const double rate : {1000.0, 2000.0})
    for (const double onset : {30.0, 45.0, 60.0})
      EXPECT_NEAR(mean_onset(scored(recording(twenty(onset, 60), rate))), onset, 3) << rate << " " << onset;
}

TEST(Startle, ScalesWithTheSignalAndMovesWithTheProbes) {
  const physio::Recording plain = recording(twenty(40, 50), 1000);
  physio::Recording louder = plain;
  for (double& value : louder.channels[0].samples) value *= 3;
  physio::Recording later = plain;
  later.channels[0].start = Seconds(100);
  for (physio::Event& event : later.events) event.onset += Seconds(100);
  const std::vector<Trial> a = scored(plain), b = scored(louder), c = scored(later);
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_NEAR(3 * a[i].magnitude_uv, b[i].magnitude_uv, 1e-9);
    EXPECT_NEAR(a[i].t_score, b[i].t_score, 1e-9);
    EXPECT_NEAR(a[i].magnitude_uv, c[i].magnitude_uv, 1e-9);
  }
}

TEST(Startle, WithoutAResponseIsZeroForMagnitudeAndMissingForAmplitude) {
  std::vector<Probe> probes = twenty(40, 60);
  for (std::size_t i = 0; i < probes.size(); i += 2) {
    probes[i].size_uv = 0;
    probes[i].condition = "strange";
  }
  ScoreOptions options;
  options.conditions = {"own", "strange"};
  options.least_sds = 8;  // noise alone reaches 5 in one of a hundred trials
  const std::vector<Trial> trials = scored(recording(probes, 1000), options);
  const std::vector<std::string> measures{"startle_magnitude", "startle_amplitude", "startle_probability", "startle_t"};
  const std::vector<Measure> rows = measure(trials, options.conditions, "EMG", measures, 0.5);
  EXPECT_GT(rows[0].value, 20);
  EXPECT_EQ(rows[2].value, 1);
  EXPECT_EQ(rows[4].value, 0) << "strange: magnitude";
  EXPECT_TRUE(std::isnan(rows[5].value));
  EXPECT_EQ(rows[5].excluded, "no response");
  EXPECT_EQ(rows[6].value, 0);
  // T scores of a person have a mean of 50.
  EXPECT_NEAR((rows[3].value + rows[7].value) / 2, 50, 1e-9);
}

TEST(Startle, LeavesOutBlinksAndNoisyBaselines) {
  std::vector<Probe> probes = twenty(40, 60);
  probes[3].onset_ms = 8;     // before anything can answer
  probes[7].onset_ms = -45;   // in the baseline
  probes[11].onset_ms = 110;  // too late
  const std::vector<Trial> trials = scored(recording(probes, 1000));
  EXPECT_EQ(trials[3].excluded, "begins before the onset window");
  EXPECT_EQ(trials[7].excluded, "noisy baseline");
  EXPECT_EQ(trials[11].excluded, "");
  EXPECT_FALSE(trials[11].response);
  EXPECT_EQ(ledger(trials).text("kept")[7], "no");
}

TEST(Startle, NeedsARateAndKnownConditions) {
  physio::Recording slow = recording(twenty(40, 50), 500);
  EXPECT_THAT(envelope_of(slow.channels[0], {}).warnings.at(0), HasSubstr("up to 225 Hz only, not 500"));
  slow.channels[0].sampling_frequency = Hertz(50);
  EXPECT_THAT(test::error_of(Fault::analysis, [&] { envelope_of(slow.channels[0], {}); }),
              HasSubstr("sampled at 50 Hz"));
  ScoreOptions options;
  options.conditions = {"owm"};
  EXPECT_THAT(test::error_of(Fault::input, [&] { scored(recording(twenty(40, 50), 1000), options); }),
              HasSubstr("no event is of the type 'owm'; did you mean 'own'?"));
}

TEST(Startle, WindowsMayLieInAnyOrder) {
  ScoreOptions options;
  options.baseline_from = Milliseconds(300);
  options.baseline_to = Milliseconds(400);
  for (const Trial& trial : scored(recording(twenty(40, 60), 1000), options)) EXPECT_TRUE(trial.response);
}

TEST(Startle, GapsAreMissingTrials) {
  physio::Recording gap = recording(twenty(40, 60), 1000);
  for (std::size_t i = 5000; i < 5100; ++i) gap.channels[0].samples[i] = std::nan("");
  const std::vector<Trial> trials = scored(gap);
  EXPECT_EQ(trials[2].excluded, "missing samples");
  EXPECT_TRUE(trials[3].response);
}

TEST(Startle, ElectrodesThatAreOffAndAmplifiersAtTheirLimitAreNoAnswers) {
  physio::Recording made = recording(twenty(40, 60), 1000);
  std::vector<double>& raw = made.channels[0].samples;
  std::fill(raw.begin() + 4500, raw.begin() + 6500, 0.0);  // around the third probe
  const double most = *std::max_element(raw.begin(), raw.end());
  std::fill(raw.begin() + 13045, raw.begin() + 13055, most);  // after the seventh
  const std::vector<Trial> trials = scored(made);
  EXPECT_EQ(trials[2].excluded, "flat signal");
  EXPECT_TRUE(std::isnan(trials[2].magnitude_uv));
  EXPECT_EQ(trials[4].excluded, "");
  EXPECT_EQ(trials[6].excluded, "clipped signal");
  for (double& value : raw) value = 5e-6;
  for (const Trial& trial : scored(made)) EXPECT_EQ(trial.excluded, "flat signal");
  for (std::size_t i = 0; i < raw.size(); ++i) raw[i] = 1e-6 * static_cast<double>(i);  // nothing but drift
  for (const Trial& trial : scored(made)) EXPECT_FALSE(trial.response);
}

// People whose probes of two conditions do not differ: a t test of their mean T scores must find one in 5 %.
TEST(StartleCalibration, FindsNoDifferenceWhereThereIsNone) {
  constexpr int kStudies = 200, kPeople = 12;
  int found = 0;
  for (int study = 0; study < kStudies; ++study) {
    std::vector<double> differences;
    for (int person = 0; person < kPeople; ++person) {
      const auto seed = static_cast<std::uint64_t>(study * kPeople + person);
      parallel::Stream stream({77}, seed);
      std::vector<Probe> probes;
      for (int i = 0; i < 12; ++i)
        probes.push_back({0.5 + 0.5 * i, 40, 10 + 40 * stream.uniform(), i % 2 ? "own" : "other"});
      ScoreOptions options;
      options.conditions = {"own", "other"};
      const std::vector<Trial> trials = scored(recording(probes, 500, seed + 1), options);
      const std::vector<std::string> measures{"startle_t"};
      const std::vector<Measure> rows = measure(trials, options.conditions, "EMG", measures, 1);
      differences.push_back(rows[0].value - rows[1].value);
    }
    double mean = 0, squares = 0;
    for (const double d : differences) mean += d / kPeople;
    for (const double d : differences) squares += (d - mean) * (d - mean);
    const double t = mean / std::sqrt(squares / (kPeople - 1) / kPeople);
    found += std::abs(t) > stats::student_t_quantile(0.975, kPeople - 1);
  }
  // Four standard errors of 200 studies around 5 %.
  EXPECT_NEAR(found / static_cast<double>(kStudies), 0.05, 0.0616);
}

}  // namespace
}  // namespace attune::startle
