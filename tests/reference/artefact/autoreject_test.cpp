// Local autoreject on EEGLAB's tutorial recording: what it does to the average around "square".
#include "attune/artefact/autoreject.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "attune/artefact/interpolation.hpp"
#include "attune/eeg/evoked.hpp"
#include "calibration_line.hpp"
#include "eeglab_recording.hpp"
#include "shared_data.hpp"

namespace attune::artefact {
namespace {

struct Site {
  double p3_uv = 0, error_uv = 0;  // mean amplitude 300 to 600 ms and mean standard error of the samples
};

Site at(const eeg::Epochs& epochs, const std::string& channel) {
  const eeg::Evoked evoked = eeg::average(epochs)[0];
  const auto row = std::find(evoked.channels.begin(), evoked.channels.end(), channel) - evoked.channels.begin();
  const Eigen::Index from = 38 + 26, to = 77 + 26;  // 296.9 to 601.6 ms at 128 Hz, after 26 samples of baseline
  return {1e6 * evoked.average.row(row).segment(from, to - from + 1).mean(),
          1e6 * evoked.standard_error.row(row).mean()};
}

TEST(Autoreject, OfEeglabDataKeepsTheP3AndLowersTheNoise) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/eeg/eeglab/eeglab_data.set");
  const eeg::Recording recording = test::eeglab_recording(path);
  eeg::EpochOptions options;
  options.conditions = eeg::conditions_of_types(std::vector<std::string>{"square"});
  options.baseline = eeg::Span{Milliseconds(-200), Milliseconds(0)};
  eeg::Epochs epochs = eeg::epoch(recording, options);
  const Site pz = at(epochs, "Pz"), fpz = at(epochs, "FPz");
  const AutorejectResult result = autoreject(epochs, positions_of(recording, epochs.channels), {}, {});
  const Site pz_after = at(epochs, "Pz"), fpz_after = at(epochs, "FPz");
  test::print_counted("autoreject, eeglab_data: trials kept of 80", static_cast<double>(result.kept));
  test::print_counted("autoreject, eeglab_data: channels repaired over trials",
                      static_cast<double>(result.repaired_channels));
  test::print_counted("autoreject, eeglab_data: consensus", result.consensus);
  test::print_counted("autoreject, eeglab_data: P3 at Pz before, uV", pz.p3_uv);
  test::print_counted("autoreject, eeglab_data: P3 at Pz after, uV", pz_after.p3_uv);
  test::print_counted("autoreject, eeglab_data: standard error at FPz before, uV", fpz.error_uv);
  test::print_counted("autoreject, eeglab_data: standard error at FPz after, uV", fpz_after.error_uv);
  EXPECT_EQ(result.kept + result.dropped, 80);
  EXPECT_GE(result.kept, 60) << "this is a clean recording";
  EXPECT_NEAR(pz_after.p3_uv, pz.p3_uv, 0.2 * pz.p3_uv);
  EXPECT_LT(fpz_after.error_uv, fpz.error_uv) << "blinks are at FPz";
}

}  // namespace
}  // namespace attune::artefact
