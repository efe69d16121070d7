// Peaks of bio_100Hz.csv (EDA) by scipy 1.10: x = gaussian_filter1d(eda, 8.833678783979895, truncate=4,
// mode="nearest"), find_peaks(x, prominence=0.01).
#include "attune/skin/responses.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "attune/physio/source.hpp"
#include "shared_data.hpp"

namespace attune::skin {
namespace {

constexpr std::array<double, 14> kTimes{11,    15.06, 23.04,  27.5,   47.56,  50.51, 64.17,
                                        70.27, 73.1,  106.17, 122.13, 132.67, 143.1, 147.44};
constexpr std::array<double, 14> kHeights{13.1844, 16.5938, 15.5363, 15.5918, 16.679,  15.717,  14.3466,
                                          16.7628, 15.7428, 13.5756, 16.1925, 15.7208, 14.0772, 16.0125};

TEST(SkinReference, PeaksAreThoseOfScipy) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/physio/multi/bio_100Hz.csv");
  physio::SourceRequest request;
  request.sampling_frequency = Hertz(100);
  request.columns = {"eda=EDA:uS"};
  const physio::Recording recording = physio::read_recording(path, request);
  const Skin skin = find_responses(physio::channel_of(recording, physio::Kind::eda), {}, {});
  ASSERT_EQ(skin.responses.size(), kTimes.size());
  for (std::size_t i = 0; i < kTimes.size(); ++i) {
    const Scr& scr = skin.responses[i];
    // A vertex lies within half a sample of the largest one.
    EXPECT_NEAR(scr.peak_s, kTimes[i], 0.0051);
    const auto at = static_cast<std::size_t>(std::lround(kTimes[i] * 100));
    EXPECT_NEAR(skin.smooth_us[at], kHeights[i], 6e-5);  // printed with four digits
    EXPECT_GE(scr.amplitude_us, 0.01);
    EXPECT_LT(scr.onset_s, scr.peak_s);
  }
}

}  // namespace
}  // namespace attune::skin
