#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/base/units.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/physio/recording.hpp"

namespace attune::heart {

/// How beats are found: R peaks of an electrocardiogram, or systolic peaks of a pulse wave.
enum class Method { pan_tompkins, ppg };

/// "pan-tompkins", "ppg".
std::string_view name_of(Method method);
/// The method of that name; anything else is a usage error that names the nearest one.
Method parse_method(std::string_view text);

/// Which way the peaks point: upwards, or downwards (electrodes exchanged; a lead whose S wave is the largest).
enum class Polarity { upward, downward };

/// "upward", "downward".
std::string_view name_of(Polarity polarity);

struct DetectOptions {
  Method method = Method::pan_tompkins;
  bool find_polarity = true;             ///< false: `polarity` holds whatever the signal looks like
  Polarity polarity = Polarity::upward;  ///< used where it is not to be found
  parallel::Threads threads;
};

/// A part of a channel that holds no signal, on the clock of the events: [from_s, to_s).
struct Stretch {
  enum class Why {
    missing,  ///< NaN
    flat,     ///< the same value for at least `kFlatLength`
    clipped   ///< several samples in a row at the largest or the smallest value of the channel
  };
  double from_s = 0, to_s = 0;
  Why why = Why::missing;
};

/// A channel that does not change for this long was not connected, or its amplifier was at its limit. The line between
/// two waves of a coarsely digitised signal is shorter.
inline constexpr Seconds kFlatLength{1.0};

/// The beats of one channel.
struct Beats {
  std::string channel;
  std::vector<double> times_s;  ///< of the peaks on the clock of the events, ascending
  /// Correlation of the beat's shape with the median shape of the beats around it (blocks of 256); below 0 it is 0, and
  /// 0 where the beat is too close to a gap, or where (ECG) the signal between the beats of the block looks
  /// like them, as hum does. An ectopic beat has another shape and so a low value, too.
  std::vector<double> quality;
  std::vector<bool> follows_gap;  ///< true for the first beat of a stretch without missing samples
  Polarity polarity = Polarity::upward;
  double recording_from_s = 0, recording_to_s = 0;  ///< what the channel covers, gaps included
  std::vector<Stretch> stretches;                   ///< by time; they do not overlap
  Warnings warnings;

  std::size_t size() const { return times_s.size(); }
};

/// Finds the beats of a channel, stretch by stretch between its gaps.
///
/// pan_tompkins: Pan & Tompkins (1985): band 5 to 15 Hz (Butterworth, without a shift in time), slope, square, mean of
/// 150 ms; two running levels (QRS and noise) make the threshold; 200 ms refractory; within 360 ms a peak of less than
/// half the slope is a T wave; after 1.66 times the running interval the largest peak above half of the threshold is
/// taken (search-back). The peak is then placed on the signal itself, lightly smoothed (Gaussian, -3 dB at 33 Hz) by a
/// parabola through its three highest samples, so that times are finer than a sample.
///
/// ppg: Elgendi et al. (2013): band 0.5 to 8 Hz, square of what is above 0, moving means of 111 and 667 ms.
///
/// The polarity is one for the channel: that of the larger deflection in the band (ECG), or the side to which the
/// wave is skewed (PPG); it is reported. An ectopic beat whose other deflection is the larger is placed on that one.
/// A bump of noise between beats is left out: its shape correlates below 0.4 with the beats around it, it has less than
/// three quarters of their energy, and the interval without it would be no longer than 1.5 typical ones. A stretch of
/// less than 2 s has no beats, with a warning. Missing samples (NaN) are gaps. The result has the same bits for any
/// number of threads. An analysis error where the channel is sampled below 50 Hz (ECG) or 20 Hz (PPG), or has no sample
/// at all; a channel without beats gives none, with a warning.
Beats detect_beats(const physio::Channel& channel, const DetectOptions& options);

/// The intervals between beats; none from the beat before a gap to the one after it.
physio::Intervals intervals_of(const Beats& beats);

/// What part of a window cannot be trusted, each in [0, 1].
struct WindowQuality {
  double missing = 0, flat = 0, clipped = 0;  ///< shares of its time; outside of the recording counts as missing
  double poor_beats = 0;                      ///< share of its beats with a quality below `kPoorBeat`
  double mean_quality = 0;                    ///< of its beats; NaN where there are none
  std::size_t beats = 0;
  double unusable() const { return missing + flat + clipped; }
};

/// A beat that shares less than half of its variance with the median shape.
inline constexpr double kPoorBeat = 0.7;

/// Quality of [from, to), on the clock of the events.
WindowQuality quality_of(const Beats& beats, Seconds from, Seconds to);

}  // namespace attune::heart
