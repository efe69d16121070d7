#pragma once

#include <Eigen/Dense>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/base/units.hpp"
#include "attune/eeg/recording.hpp"
#include "attune/parallel/chunks.hpp"

namespace attune::artefact {

/// A signal of the eyes: a channel, or the difference of two.
struct EogSource {
  std::string name;
  Eigen::Index plus = 0;
  std::optional<Eigen::Index> minus;
};

/// `text` is the name of a channel or `A-B`, the difference of two (a channel that has the whole name comes first). A
/// channel that is not there, is bad or is no potential is an input error.
EogSource eog_source(const eeg::Recording& recording, std::string_view text);
/// The good eye channels, by type or name (`eeg::is_eye`).
std::vector<EogSource> eog_channels(const eeg::Recording& recording);
/// Fp1, Fpz and Fp2 as far as they are there and good: scalp channels that see blinks too.
std::vector<EogSource> frontal_proxies(const eeg::Recording& recording);
/// Samples of a source, volts.
Eigen::RowVectorXd series_of(const eeg::Recording& recording, const EogSource& source);

/// How blinks are told from other movements of the eyes on one source, band-passed 1-10 Hz without delay.
struct BlinkOptions {
  /// Smallest excursion from 0, up or down; absent: 5 robust standard deviations (1.4826 median absolute deviation),
  /// but at least 50 uV.
  std::optional<Microvolts> amplitude;
  /// Smallest speed on the way to the peak, in uV per ms: the largest step between two samples in the 200 ms before.
  double velocity = 0.5;
  Milliseconds half_width{400};  ///< a blink is back at half its height on both sides within half of this
  Milliseconds reach{400};       ///< its ends, the first trough after it falls below 10 %, are no further from the peak
};

/// One blink: samples [first, end), its peak and how high that is.
struct Blink {
  Eigen::Index first = 0, peak = 0, end = 0;
  double amplitude_uv = 0;  ///< of the band-passed source, with its sign
};

struct Blinks {
  std::vector<Blink> blinks;  ///< in order; they do not overlap and cross no boundary
  std::string source;
  Microvolts amplitude;  ///< the limit that was used
  std::string filter;    ///< description of the band-pass
  Warnings warnings;     ///< segments that are shorter than it
};
/// Blinks of a source in continuous data.
Blinks find_blinks(const eeg::Recording& recording, const EogSource& source, const BlinkOptions& options,
                   parallel::Threads threads);

}  // namespace attune::artefact
