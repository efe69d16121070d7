// Pz of EEGLAB's tutorial recording from its other 29 channels, as MNE's interpolate_bads computes it.
#include "attune/artefact/interpolation.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "eeglab_recording.hpp"
#include "shared_data.hpp"

namespace attune::artefact {
namespace {

// MNE finds the centre of the sphere by a search (COBYLA) that stops a few parts in a million away, attune the minimum
// itself; see the tests of scalp, which give MNE's own centre and agree to 1e-9.
constexpr double kTolerance = 1e-4;

TEST(InterpolateChannels, OfEeglabDataAreWhatMneComputes) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/eeg/eeglab/eeglab_data.set");
  ATTUNE_NEED_SHARED(reference_path, "reference/eeg/mne_eeglab_data.json");
  std::ifstream file(reference_path);
  const nlohmann::json reference = nlohmann::json::parse(file).at("spline_interpolation_Pz");
  eeg::Recording recording = test::eeglab_recording(path);
  const std::vector<std::string> channels{"Pz"};
  const InterpolationReport report = interpolate_channels(recording, channels, {}, {});
  EXPECT_EQ(report.sources.size(), 29u);
  const Eigen::Index row = test::row_of(recording, "Pz");
  const auto samples = reference.at("samples").get<std::vector<Eigen::Index>>();
  const auto values = reference.at("value_uV").get<std::vector<double>>();
  for (std::size_t i = 0; i < samples.size(); ++i)
    EXPECT_NEAR(1e6 * recording.data(row, samples[i]), values[i], kTolerance * std::abs(values[i])) << samples[i];
}

}  // namespace
}  // namespace attune::artefact
