// Local autoreject on trials with planted artefacts of several sizes: what it finds, what it takes for one, and how far
// the average is from the truth, against keeping every trial.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "attune/artefact/autoreject.hpp"
#include "attune/eeg/evoked.hpp"
#include "calibration_line.hpp"
#include "made_scalp.hpp"

namespace attune::artefact {
namespace {

constexpr int kDatasets = 20, kTrials = 80;
constexpr Eigen::Index kLength = 100;
constexpr double kBackground = 0.25;  // peak-to-peak amplitudes of 20 to 60 uV
constexpr double kBadShare = 0.25;    // of the trials, on each of six channels

struct Counts {
  double planted = 0, found = 0, clean = 0, false_alarms = 0, dropped = 0, before = 0, after = 0;
};

double distance(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
  return std::sqrt((a - b).squaredNorm() / static_cast<double>(a.size()));
}

void run(double size, std::uint64_t seed, Counts& counts) {
  const eeg::Recording noise = test::made_scalp_recording(kTrials * kLength, 100, seed);
  const scalp::Positions positions = scalp::montage("biosemi-32").positions;
  Eigen::RowVectorXd wave(kLength);
  for (Eigen::Index s = 0; s < kLength; ++s)
    wave[s] = 5e-6 * std::exp(-0.005 * std::pow(static_cast<double>(s) - 50, 2));
  const Eigen::MatrixXd truth = test::smooth_maps(positions).col(2) * wave;
  eeg::Epochs epochs;
  epochs.times = {Hertz(100), -20, kLength};
  epochs.conditions = {"a"};
  for (const eeg::Channel& channel : noise.channels) epochs.channels.push_back(channel.name);
  Eigen::Array<bool, Eigen::Dynamic, Eigen::Dynamic> bad(kTrials, 32);
  bad.setConstant(false);
  for (Eigen::Index t = 0; t < kTrials; ++t) {
    parallel::Stream stream({seed + 7}, static_cast<std::uint64_t>(t));
    Eigen::MatrixXd data = kBackground * noise.data.middleCols(t * kLength, kLength) + truth;
    for (Eigen::Index c = 2; c < 32; c += 5) {
      bad(t, c) = stream.uniform() < kBadShare;
      if (bad(t, c)) data.row(c) += Eigen::RowVectorXd::LinSpaced(kLength, 0, size);
    }
    epochs.data.push_back(data);
    eeg::Trial trial;
    trial.condition = "a";
    trial.kept = true;
    epochs.trials.push_back(trial);
  }
  counts.before += distance(eeg::average(epochs)[0].average, truth) / kDatasets;
  autoreject(epochs, positions, {}, {});
  counts.after += distance(eeg::average(epochs)[0].average, truth) / kDatasets;
  for (Eigen::Index t = 0; t < kTrials; ++t) {
    const eeg::Trial& trial = epochs.trials[static_cast<std::size_t>(t)];
    counts.dropped += trial.kept ? 0 : 1;
    for (Eigen::Index c = 0; trial.kept && c < 32; ++c) {
      const std::string& name = epochs.channels[static_cast<std::size_t>(c)];
      const double repaired =
          static_cast<double>(std::count(trial.interpolated.begin(), trial.interpolated.end(), name));
      (bad(t, c) ? counts.planted : counts.clean) += 1;
      (bad(t, c) ? counts.found : counts.false_alarms) += repaired;
    }
  }
}

TEST(AutorejectCalibration, FindsLargeArtefactsAndBringsTheAverageBack) {
  for (const double size : {0.0, 50e-6, 100e-6, 200e-6}) {
    Counts counts;
    for (int d = 0; d < kDatasets; ++d) run(size, 100 + 13 * static_cast<std::uint64_t>(d), counts);
    const std::string what = fmt::format("autoreject, artefacts of {} uV: ", 1e6 * size);
    if (size > 0)
      test::print_share(what + "repaired", counts.found / counts.planted, static_cast<std::size_t>(counts.planted));
    test::print_share(what + "clean ones repaired", counts.false_alarms / counts.clean,
                      static_cast<std::size_t>(counts.clean));
    test::print_share(what + "trials dropped", counts.dropped / (kDatasets * kTrials), kDatasets * kTrials);
    test::print_counted(what + "error of the average before, uV", 1e6 * counts.before);
    test::print_counted(what + "error of the average after, uV", 1e6 * counts.after);
    EXPECT_LT(counts.false_alarms / counts.clean, 0.15) << size;
    EXPECT_LT(counts.after, size > 90e-6 ? 0.5 * counts.before : 1.5 * counts.before + 1e-7) << size;
  }
}

}  // namespace
}  // namespace attune::artefact
