// Do spontaneous responses make a difference between two kinds of events that there is not, and are planted responses
// found? The numbers that this prints are in docs/validation.md.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

#include "attune/parallel/stream.hpp"
#include "attune/skin/cda.hpp"
#include "attune/skin/measures.hpp"
#include "attune/stats/distributions.hpp"
#include "calibration_line.hpp"

namespace attune::skin {
namespace {

constexpr double kRate = 25, kNoise = 0.002;  // Hz, uS

double shape(double t) {
  const double top = std::log(2 / 0.7) / (1 / 0.7 - 1 / 2.0);
  const auto bateman = [](double x) { return x <= 0 ? 0 : std::exp(-x / 2) - std::exp(-x / 0.7); };
  return bateman(t) / bateman(top);
}

struct Planted {
  double onset_s, size_us;
};

physio::Recording recording(const std::vector<Planted>& planted, int events, double seconds, parallel::Stream& stream) {
  physio::Recording out;
  out.path = "made";
  physio::Channel channel{"EDA", physio::Kind::eda, "uS", Hertz(kRate), Seconds(0), {}};
  channel.samples.resize(static_cast<std::size_t>(seconds * kRate));
  for (std::size_t i = 0; i < channel.samples.size(); ++i)
    channel.samples[i] = 5 + 0.3 * std::sin(static_cast<double>(i) / 900) + kNoise * stream.normal();
  for (const Planted& p : planted)
    for (auto i = static_cast<std::size_t>(p.onset_s * kRate) + 1; i < channel.samples.size(); ++i) {
      const double t = static_cast<double>(i) / kRate - p.onset_s;
      if (t > 25) break;
      channel.samples[i] += p.size_us * shape(t);
    }
  out.channels.push_back(std::move(channel));
  for (int i = 0; i < events; ++i)
    out.events.push_back({Seconds(4 + 10.0 * i), Seconds(0), i % 2 == 0 ? "cry" : "laugh"});
  return out;
}

TEST(SkinCalibration, EventsWithoutAnEffectDifferInFivePerCent) {
  constexpr int kStudies = 2000, kPeople = 14, kEvents = 16;
  EventOptions options;
  options.conditions = {"cry", "laugh"};
  const std::vector<std::string> measures{"event_scr_magnitude", "event_scr_ln1p_magnitude", "event_scr_probability",
                                          "event_iscr", "event_phasic_max"};
  std::vector<int> found(measures.size());
  for (int study = 0; study < kStudies; ++study) {
    std::vector<double> sums(measures.size()), squares(measures.size());
    for (int person = 0; person < kPeople; ++person) {
      parallel::Stream stream({29}, static_cast<std::uint64_t>(study * kPeople + person));
      std::vector<Planted> planted;
      for (double t = 3; t < 165; t += 3 + 9 * stream.uniform()) planted.push_back({t, 0.05 + 0.4 * stream.uniform()});
      const physio::Recording made = recording(planted, kEvents, 170, stream);
      const Skin skin = find_responses(made.channels[0], {}, {});
      std::vector<EventResponse> trials = event_responses(made, skin, options);
      add_driver(trials, decompose_continuously(made.channels[0], skin.artefact, {}), options);
      for (std::size_t m = 0; m < measures.size(); ++m) {
        const std::vector<Measure> rows =
            measure_events(trials, options.conditions, "EDA", std::span(&measures[m], 1), 1);
        const double difference = rows[0].value - rows[1].value;
        sums[m] += difference;
        squares[m] += difference * difference;
      }
    }
    for (std::size_t m = 0; m < measures.size(); ++m) {
      const double mean = sums[m] / kPeople, sd = std::sqrt((squares[m] - kPeople * mean * mean) / (kPeople - 1));
      found[m] += std::abs(mean) > stats::student_t_quantile(0.975, kPeople - 1) * sd / std::sqrt(kPeople);
    }
  }
  for (std::size_t m = 0; m < measures.size(); ++m) {
    const double share = static_cast<double>(found[m]) / kStudies;
    test::print_share("no effect, " + measures[m], share, kStudies);
    // Four standard errors of 2,000 studies around 5 %.
    EXPECT_NEAR(share, 0.05, 0.0195) << measures[m];
  }
}

// Responses 2 s after every event of sizes from 0.02 uS on: how many are found, and with what size and latency?
TEST(SkinCalibration, PlantedResponsesAreFound) {
  constexpr int kRecordings = 200, kEvents = 20;
  for (const double size : {0.02, 0.05, 0.1, 0.5}) {
    double found = 0, all = 0, amplitude = 0, latency = 0;
    for (int r = 0; r < kRecordings; ++r) {
      parallel::Stream stream({31}, static_cast<std::uint64_t>(r));
      std::vector<Planted> planted;
      for (int i = 0; i < kEvents; ++i) planted.push_back({6 + 10.0 * i, size});
      const physio::Recording made = recording(planted, kEvents, 210, stream);
      EventOptions options;
      options.conditions = {"cry", "laugh"};
      for (const EventResponse& trial : event_responses(made, find_responses(made.channels[0], {}, {}), options)) {
        ++all;
        if (!trial.response) continue;
        ++found;
        amplitude += trial.amplitude_us;
        latency += trial.latency_s;
      }
    }
    const std::string what = fmt::format("responses of {} uS", size);
    test::print_share(what + ": found", found / all, static_cast<std::size_t>(all));
    test::print_calibration(what + ": mean amplitude", amplitude / found, std::nan(""),
                            static_cast<std::size_t>(found));
    test::print_calibration(what + ": mean latency (2 s)", latency / found, std::nan(""),
                            static_cast<std::size_t>(found));
    if (size >= 0.05) {
      EXPECT_GT(found / all, 0.95) << size;
      EXPECT_NEAR(amplitude / found / size, 1, 0.1) << size;
      EXPECT_NEAR(latency / found, 2, 0.25) << size;
    }
  }
}

}  // namespace
}  // namespace attune::skin
