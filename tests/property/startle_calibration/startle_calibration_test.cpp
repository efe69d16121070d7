#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "attune/startle/measures.hpp"
#include "attune/stats/distributions.hpp"
#include "calibration_line.hpp"
#include "made_startle.hpp"

namespace attune::startle {
namespace {

using test::made_startle;
using test::MadeStartle;

/// What became of trials with and without a burst.
struct Found {
  double bursts = 0, hits = 0, onset = 0, squares = 0, peak = 0;
  double quiet = 0, alarms = 0, left_out = 0;
};

Found found(MadeStartle made, double least_sds, int people) {
  Found out;
  for (int person = 0; person < people; ++person) {
    made.item = static_cast<std::uint64_t>(person);
    const physio::Recording recording = made_startle(made);
    ScoreOptions options;
    options.conditions = {"burst", "none"};
    options.least_sds = least_sds;
    const Envelope envelope = envelope_of(recording.channels[0], {});
    for (const Trial& trial : score(recording, recording.channels[0], envelope, options)) {
      if (trial.condition == "none") {
        ++out.quiet;
        out.alarms += trial.response;
        out.left_out += !trial.excluded.empty();
        continue;
      }
      ++out.bursts;
      if (!trial.response) continue;
      ++out.hits;
      out.onset += trial.onset_ms;
      out.squares += trial.onset_ms * trial.onset_ms;
      out.peak += trial.peak_ms;
    }
  }
  return out;
}

constexpr int kPeople = 200;  // 3000 trials of either kind

TEST(LongStartleCalibration, NoiseAloneSeldomAnswers) {
  for (const double rate : {500.0, 1000.0, 2000.0})
    for (const double sds : {3.0, 4.0, 5.0, 6.0}) {
      const Found all = found({.rate = rate, .size_uv = 0}, sds, kPeople);
      const std::string what = fmt::format("startle no burst, {:g} Hz, {:g} SDs", rate, sds);
      test::print_share(what + ", answers", all.alarms / all.quiet, static_cast<std::size_t>(all.quiet));
      test::print_share(what + ", left out", all.left_out / all.quiet, static_cast<std::size_t>(all.quiet));
      // By default: 1 to 2 in a hundred, with four standard errors of 3000 trials.
      if (sds < ScoreOptions{}.least_sds) continue;
      EXPECT_LT(all.alarms / all.quiet, 0.03);
    }
}

TEST(LongStartleCalibration, BurstsAreFoundWhereTheyBegin) {
  for (const double size : {2.0, 4.0, 12.0, 50.0}) {
    const Found all = found({.size_uv = size}, ScoreOptions{}.least_sds, kPeople);
    const std::string what = fmt::format("startle burst of {:g} SDs at 40 ms", size / 2);
    const double onset = all.onset / all.hits, sd = std::sqrt(all.squares / all.hits - onset * onset);
    test::print_share(what + ", found", all.hits / all.bursts, static_cast<std::size_t>(all.bursts));
    test::print_calibration(what + ", mean onset (ms)", onset, sd / std::sqrt(all.hits),
                            static_cast<std::size_t>(all.hits));
    test::print_calibration(what + ", SD of onsets (ms)", sd, sd / std::sqrt(2 * all.hits),
                            static_cast<std::size_t>(all.hits));
    test::print_calibration(what + ", mean peak (ms)", all.peak / all.hits, std::nan(""),
                            static_cast<std::size_t>(all.hits));
    EXPECT_GT(all.hits / all.bursts, 0.9);
    EXPECT_NEAR(onset, 40, 8);
  }
}

TEST(LongStartleCalibration, ATestOfTScoresFindsNothingWhereNothingIs) {
  constexpr int kStudies = 2000, kPeopleInStudy = 12;
  int rejected = 0;
  std::uint64_t item = 1000000;
  for (int study = 0; study < kStudies; ++study) {
    double sum = 0, squares = 0;
    for (int person = 0; person < kPeopleInStudy; ++person) {
      MadeStartle made{.rate = 500, .probes = 8, .size_uv = 3.0 + 2 * person, .burst_always = true, .item = ++item};
      const physio::Recording recording = made_startle(made);
      ScoreOptions options;
      options.conditions = {"burst", "none"};
      const Envelope envelope = envelope_of(recording.channels[0], {});
      const std::vector<Trial> trials = score(recording, recording.channels[0], envelope, options);
      const std::vector<std::string> measures{"startle_t"};
      const std::vector<Measure> rows = measure(trials, options.conditions, "EMG", measures, 1);
      const double difference = rows[0].value - rows[1].value;
      sum += difference;
      squares += difference * difference;
    }
    const double mean = sum / kPeopleInStudy;
    const double sd = std::sqrt((squares - kPeopleInStudy * mean * mean) / (kPeopleInStudy - 1));
    rejected += std::abs(mean) > stats::student_t_quantile(0.975, kPeopleInStudy - 1) * sd / std::sqrt(kPeopleInStudy);
  }
  const double share = rejected / static_cast<double>(kStudies);
  test::print_share("startle T scores of two like conditions, paired t at 5 %", share, kStudies);
  EXPECT_NEAR(share, 0.05, 0.0195);  // four standard errors
}

}  // namespace
}  // namespace attune::startle
