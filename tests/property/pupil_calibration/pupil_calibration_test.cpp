#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "attune/parallel/stream.hpp"
#include "attune/pupil/trials.hpp"
#include "attune/stats/distributions.hpp"
#include "calibration_line.hpp"

namespace attune::pupil {
namespace {

double dilation(double after) {
  const double late = std::max(after - 0.2, 0.0) / 1.1;
  return late * late * std::exp(2 - 2 * late);
}

/// A pupil of 4 mm that wanders by 0.2 mm, dilates by `size` mm after events every 5 s, and blinks `blinks` times a
/// minute for 100 to 300 ms: the lid takes 40 ms to cover and to free it.
struct Made {
  physio::Recording recording, open;  ///< with and without blinks
};

Made made(double rate, double seconds, double size, double blinks, std::uint64_t item) {
  parallel::Stream stream({881}, item);
  Made out;
  out.recording.path = "pupil.tsv";
  physio::Channel channel{"pupil", physio::Kind::pupil, "mm", Hertz(rate), Seconds(0), {}};
  for (int event = 0; 5 * event + 6 < seconds; ++event)
    out.recording.events.push_back({Seconds(1 + 5.0 * event), Seconds(0), event % 2 == 0 ? "cry" : "laugh"});
  const double keep = std::exp(-0.5 / rate);
  double wander = 0.2 * stream.normal();
  for (int i = 0; i < static_cast<int>(seconds * rate); ++i) {
    const double t = i / rate;
    wander = keep * wander + 0.2 * std::sqrt(1 - keep * keep) * stream.normal();
    double value = 4 + wander + 0.005 * stream.normal();
    for (const physio::Event& event : out.recording.events) value += size * dilation(t - event.onset.count());
    channel.samples.push_back(value);
  }
  out.open = out.recording;
  out.open.channels = {channel};
  const auto number = static_cast<int>(std::lround(blinks * seconds / 60));
  for (int blink = 0; blink < number; ++blink) {
    const double from = seconds * stream.uniform(), to = from + 0.1 + 0.2 * stream.uniform();
    for (std::size_t i = 0; i < channel.samples.size(); ++i) {
      const double t = static_cast<double>(i) / rate, away = std::max({from - t, t - to, 0.0});
      if (away == 0)
        channel.samples[i] = std::nan("");
      else if (away < 0.04)
        channel.samples[i] *= 0.5 + 0.5 * away / 0.04;
    }
  }
  out.recording.channels = {std::move(channel)};
  return out;
}

TrialOptions conditions() {
  TrialOptions out;
  out.conditions = {"cry", "laugh"};
  return out;
}

std::vector<Trial> scored(const physio::Recording& recording) {
  return score(recording, recording.channels[0], repair(recording.channels[0], {}), conditions());
}

TEST(LongPupilCalibration, RepairedBlinksLeaveTheDilation) {
  for (const double rate : {60.0, 250.0, 1000.0})
    for (const double blinks : {10.0, 20.0}) {
      double peak_off = 0, mean_off = 0, squares = 0, n = 0, all = 0;
      for (std::uint64_t person = 0; person < 30; ++person) {
        const Made one = made(rate, 90, 0.3, blinks, person);
        const std::vector<Trial> found = scored(one.recording), expected = scored(one.open);
        for (std::size_t i = 0; i < found.size(); ++i) {
          ++all;
          if (!found[i].excluded.empty()) continue;
          ++n;
          peak_off += found[i].peak - expected[i].peak;
          mean_off += found[i].mean - expected[i].mean;
          squares += std::pow(found[i].mean - expected[i].mean, 2);
        }
      }
      const std::string what = fmt::format("pupil {:g} Hz, {:g} blinks a minute", rate, blinks);
      const double error = std::sqrt(squares / n);
      test::print_share(what + ", trials that count", n / all, static_cast<std::size_t>(all));
      test::print_calibration(what + ", mean dilation off by (mm)", mean_off / n, error / std::sqrt(n),
                              static_cast<std::size_t>(n));
      test::print_calibration(what + ", RMS of that (mm)", error, error / std::sqrt(2 * n),
                              static_cast<std::size_t>(n));
      test::print_calibration(what + ", peak off by (mm)", peak_off / n, std::nan(""), static_cast<std::size_t>(n));
      EXPECT_LT(std::abs(mean_off / n), 0.01);
      EXPECT_LT(error, 0.05);
    }
}

TEST(LongPupilCalibration, ATestFindsNothingWhereNothingIs) {
  constexpr int kStudies = 2000, kPeople = 12;
  int rejected = 0;
  std::uint64_t item = 1000000;
  const std::vector<std::string> measures{"pupil_mean"};
  for (int study = 0; study < kStudies; ++study) {
    double sum = 0, squares = 0;
    for (int person = 0; person < kPeople; ++person) {
      const Made one = made(30, 50, 0.2, 10, ++item);
      const physio::Channel& channel = one.recording.channels[0];
      const std::vector<Measure> rows = measure(scored(one.recording), channel, conditions(), measures, 1);
      const double difference = rows[0].value - rows[1].value;
      sum += difference;
      squares += difference * difference;
    }
    const double mean = sum / kPeople, sd = std::sqrt((squares - kPeople * mean * mean) / (kPeople - 1));
    rejected += std::abs(mean) > stats::student_t_quantile(0.975, kPeople - 1) * sd / std::sqrt(kPeople);
  }
  const double share = rejected / static_cast<double>(kStudies);
  test::print_share("pupil dilation of two like conditions, paired t at 5 %", share, kStudies);
  EXPECT_NEAR(share, 0.05, 0.0195);  // four standard errors
}

}  // namespace
}  // namespace attune::pupil
