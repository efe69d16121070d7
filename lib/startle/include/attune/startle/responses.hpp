#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/base/units.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/physio/recording.hpp"

namespace attune::startle {

/// From raw EMG of the eyelid to a rectified, smoothed curve. Everything is forwards and backwards: nothing moves.
struct FilterOptions {
  Hertz high_pass{28}, low_pass{500};  ///< of the raw EMG (Butterworth of order 4, -6 dB after both passes)
  std::optional<Hertz> line;           ///< mains to be notched out
  Hertz smooth{40};                    ///< low-pass of the rectified signal (Butterworth of order 2, -6 dB)
  parallel::Threads threads;
};

/// A curve of the channel's length, volts, NaN where the channel is. A low-pass at or above 0.45 times the sampling
/// frequency is lowered to that, with a warning; a sampling frequency below 100 Hz is an analysis error.
struct Envelope {
  std::vector<double> volts;
  Warnings warnings;
};
Envelope envelope_of(const physio::Channel& emg, const FilterOptions& options);

/// Windows of a trial after the probe, by default those of Blumenthal et al. (2005).
struct ScoreOptions {
  std::vector<std::string> conditions;  ///< types of events that are probes
  Milliseconds baseline_from{-50}, baseline_to{0};
  Milliseconds onset_from{20}, onset_to{80};
  Milliseconds peak_from{20}, peak_to{150};
  /// A response is a peak that stands at least so many SDs above its trial's baseline, with the median of the SDs
  /// within the person's baselines. The largest of the smoothed samples of 130 ms of mere noise stands above 3 such SDs
  /// in one trial of seven, above 5 in one of a hundred.
  double least_sds = 5;
  /// The onset is where the curve, followed back from the peak, is this share of the way from baseline to peak: half is
  /// where a sudden burst begins however much it is smoothed. An onset before `onset_from` is a blink of its own, and
  /// the trial is left out; one after `onset_to` is no response.
  double onset_fraction = 0.5;
  /// A baseline of so many robust SDs (1.4826 MAD) above the median of the person's, and higher than that by what makes
  /// a response, is noisy: the trial is left out. Looked for from 3 trials on.
  double noisy_sds = 4;
};

/// One probe.
struct Trial {
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  std::string condition;
  double onset_s = 0;
  double baseline_uv = kNone;  ///< mean of the curve
  bool response = false;
  double magnitude_uv = kNone;               ///< peak above baseline; 0 without a response
  double amplitude_uv = kNone;               ///< the same of responses only
  double onset_ms = kNone, peak_ms = kNone;  ///< of responses, after the probe
  double t_score = kNone;                    ///< 50 + 10 (magnitude - mean) / SD over the person's trials that count
  /// Why the trial does not count: "missing samples", "flat signal" (the raw EMG does not change), "clipped signal" (5
  /// samples in a row are the recording's largest or smallest), "noisy baseline", "begins before the onset window";
  /// empty if it does.
  std::string excluded;
};

/// Scores every event of the conditions, in order of time. The limits come from all trials of the recording, whatever
/// their condition. Without a spread of magnitudes there are no T scores. Usage errors: no condition, windows that are
/// none; an input error for a condition that no event has, with the nearest one.
std::vector<Trial> score(const physio::Recording& recording, const physio::Channel& emg, const Envelope& envelope,
                         const ScoreOptions& options);

}  // namespace attune::startle
