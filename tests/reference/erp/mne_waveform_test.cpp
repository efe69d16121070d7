// Measures of a waveform that MNE 1.3.0 averaged (filtered, baseline-corrected): reference/eeg/mne_eeglab_data.json.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "attune/erp/area.hpp"
#include "attune/erp/peak.hpp"
#include "shared_data.hpp"

namespace attune::erp {
namespace {

// Sums over some dozen numbers of order ten, in another order: rounding only.
constexpr double kRelative = 1e-12;
constexpr double kToleranceMs = 1e-8;

TEST(MneWaveform, HasTheSamePeakMeanAreaAndHalfAreaLatency) {
  ATTUNE_NEED_SHARED(path, "reference/eeg/mne_eeglab_data.json");
  std::ifstream file(path);
  const nlohmann::json reference = nlohmann::json::parse(file).at("erp_square_filtered_Pz");
  const std::vector<double> values = reference.at("waveform_uV");
  const Waveform wave{values, {Hertz(128), -26, static_cast<Eigen::Index>(values.size())}};
  const Window window{Milliseconds(300), Milliseconds(600)};
  const Peak peak = find_peak(wave, window, {});
  EXPECT_DOUBLE_EQ(peak.amplitude, reference.at("peak_uV").get<double>());
  EXPECT_DOUBLE_EQ(peak.latency_ms, reference.at("peak_ms").get<double>());
  const double mean = reference.at("mean_300_600_uV");
  EXPECT_NEAR(mean_amplitude(wave, window).value / mean, 1, kRelative);
  // The reference integrates from the first to the last sample inside the window, not over exactly the window.
  const Window samples{Milliseconds(304.6875), Milliseconds(593.75)};
  const double area_uv_s = reference.at("positive_area_uV_s");
  EXPECT_NEAR(area(wave, samples, AreaKind::positive).value / (1000 * area_uv_s), 1, kRelative);
  EXPECT_NEAR(fractional_area_latency(wave, samples, Polarity::positive, 0.5).value,
              reference.at("half_area_latency_ms").get<double>(), kToleranceMs);
}

// The same waveform through numpy 1.24 (Simpson's rule on every linear piece, polyfit of three samples, steps back from
// the largest sample, smallest sample from 0 ms to it).
TEST(MneWaveform, HasNumpysCentroidVertexOnsetAndPeakToPeak) {
  ATTUNE_NEED_SHARED(path, "reference/eeg/mne_eeglab_data.json");
  std::ifstream file(path);
  const std::vector<double> values = nlohmann::json::parse(file).at("erp_square_filtered_Pz").at("waveform_uV");
  const Waveform wave{values, {Hertz(128), -26, static_cast<Eigen::Index>(values.size())}};
  const Window window{Milliseconds(300), Milliseconds(600)};
  EXPECT_NEAR(centroid_latency(wave, window, Polarity::positive).value, 441.0757535907932, kToleranceMs);
  const Peak vertex = find_peak(wave, window, {Polarity::positive, 0, PeakPlace::parabola, {}});
  EXPECT_NEAR(vertex.latency_ms, 429.4734193206014, kToleranceMs);
  EXPECT_NEAR(vertex.amplitude / 30.545105874565845, 1, kRelative);
  EXPECT_NEAR(fractional_peak_onset(wave, window, {}, 0.5).value, 385.6565736864114, kToleranceMs);
  EXPECT_NEAR(peak_to_peak(wave, window, {}).value / 37.95532459013308, 1, kRelative);
}

}  // namespace
}  // namespace attune::erp
