#pragma once

#include <Eigen/Dense>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/base/units.hpp"
#include "attune/eeg/recording.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/parallel/stream.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/table.hpp"

namespace attune::artefact {

/// Limits of PREP (Bigdely-Shamlo et al. 2015, Frontiers in Neuroinformatics 9:16). A share is one of windows, in [0,
/// 1].
struct BadChannelOptions {
  std::vector<std::string> channels;  ///< to examine; empty: every EEG potential (type EEG or none) not marked bad

  Volts flat{1e-15};          ///< bad if the median absolute deviation or the standard deviation is below this
  double deviation = 5;       ///< bad if the robust z of the amplitude (0.7413 interquartile range) is beyond +-this
  double noise = 5;           ///< bad if the robust z of the noise ratio is above this
  double correlation = 0.4;   ///< a window is bad in which the 98th percentile of |r| with the others is below this
  double bad_windows = 0.01;  ///< bad if a larger share of windows is (correlation, drop-out)
  Seconds window{1};          ///< length of these windows

  bool ransac = true;
  int ransac_draws = 50;             ///< predictions from random subsets, of which the median is taken
  double ransac_subset = 0.25;       ///< channels in a subset, as a share of those examined
  double ransac_correlation = 0.75;  ///< a window is bad in which channel and prediction correlate less than this
  double ransac_bad_windows = 0.4;   ///< bad if a larger share of windows is
  Seconds ransac_window{5};

  /// Amplitudes are measured above the first, "noise" is what the second takes away: zero-phase windowed sincs with
  /// these pass-band edges. Correlations and RANSAC use what is between them.
  Hertz highpass{1}, lowpass{45};

  /// Find channels and average reference in turn, as PREP does: the reference is the mean of all channels after bad
  /// ones were interpolated, and channels are judged against it, until no channel is added or `rounds` are over.
  bool robust_reference = false;
  int rounds = 4;

  parallel::Seed seed;
};

enum class BadCriterion { not_finite, flat, deviation, noise, correlation, dropout, ransac };
/// "not finite", "flat", "deviation", "noise", "correlation", "drop-out", "ransac".
std::string_view name_of(BadCriterion criterion);

/// Why a channel is bad; a channel may have several.
struct BadChannelFinding {
  std::string channel;
  BadCriterion criterion = BadCriterion::flat;
  double value = 0;  ///< samples that are not finite; volts (flat); z; or share of windows
  double limit = 0;  ///< what it was compared with
  int round = 1;     ///< of the robust reference
};

/// What was measured on one channel, in the last round. NaN where it could not be: channels that are flat or not finite
/// have nothing else, noise needs a sampling frequency above the low-pass's stop band, RANSAC needs positions.
struct ChannelMeasures {
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  std::string channel;
  double amplitude = kNone;  ///< V: 0.7413 interquartile range above the high-pass
  double amplitude_z = kNone;
  double noise_ratio = kNone;  ///< median absolute deviation of what the low-pass takes away / of what it leaves
  double noise_z = kNone;
  double median_correlation = kNone;  ///< over windows, of the 98th percentile of |r| with the other channels
  double low_correlation = kNone;     ///< share of windows below the limit
  double dropout = kNone;             ///< share of windows without signal
  double ransac = kNone;              ///< share of windows badly predicted
};

struct BadChannelReport {
  std::vector<std::string> bad;  ///< in the recording's order
  std::vector<BadChannelFinding> findings;
  std::vector<ChannelMeasures> measures;  ///< of every channel examined, in the recording's order
  int rounds = 1;
  Hertz analysed_at;  ///< rate at which correlations and RANSAC were computed
  Eigen::Index windows = 0, ransac_windows = 0;
  /// Robust reference: the weight of each examined channel in the final reference; empty otherwise.
  Eigen::VectorXd reference_weights;
  Warnings warnings;
};

/// Finds channels that cannot be used, by PREP's criteria. Channels that the recording marks bad are neither examined
/// nor used. Windows never cross a boundary; what is left over at a segment's end is not in one. Differences from
/// pyprep, each on purpose: the filters have the same pass band at every sampling frequency (PREP's low-pass of order
/// 100 is one only near 250 Hz); correlations and RANSAC use every k-th sample, k the largest that keeps at least four
/// times the low-pass's stop band (they are the same to rounding at the edges of windows); drop-outs are looked for
/// before filtering, whose ringing fills them.
///
/// RANSAC predicts each channel from `ransac_draws` random subsets of the channels that pass the criteria before it,
/// by spherical splines about the centre of the sphere fitted to all positions. It is left out, with a warning, where
/// fewer than 4 channels would be in a subset, too few are good or channels lack positions. Same bytes for any number
/// of threads. Fewer than 3 channels or not one window are analysis errors; unknown channels, and channels that are no
/// potential, are input errors; limits that are no limits are usage errors.
BadChannelReport find_bad_channels(const eeg::Recording& recording, const BadChannelOptions& options,
                                   parallel::Threads threads);

/// One row per finding: channel criterion value limit unit round.
Table to_table(const BadChannelReport& report);
std::vector<ColumnMeaning> bad_channel_meanings();
/// One row per channel examined: channel status amplitude_uv amplitude_z noise_ratio noise_z median_correlation
/// low_correlation_share dropout_share ransac_share.
Table measures_table(const BadChannelReport& report);

/// Marks the report's channels bad in the recording.
void mark_bad(eeg::Recording& recording, const BadChannelReport& report);

}  // namespace attune::artefact
