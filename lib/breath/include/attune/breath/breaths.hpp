#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/base/units.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/physio/recording.hpp"
#include "attune/physio/windows.hpp"

namespace attune::breath {

struct DetectOptions {
  Hertz high_pass{0.05}, low_pass{2};  ///< band in which breaths are looked for
  /// A turn counts if the signal comes back by this share of the usual depth of a breath.
  double least_turn = 0.3;
  bool inverted = false;  ///< the signal falls while the breath goes in (a thermistor)
  parallel::Threads threads;
};

/// One breath: in from `inhale_s`, out from `exhale_s`, until the next one begins at `end_s`; on the clock of the
/// events.
struct Breath {
  double inhale_s = 0, exhale_s = 0, end_s = 0;
  double depth = 0;  ///< of the signal, between the end of the inhalation and its start, in the channel's unit
  /// Why it is no breath to count: "too short", "too long", "too shallow", "too deep"; empty if it is one.
  std::string implausible;
  double seconds() const { return end_s - inhale_s; }
};

/// The breaths of one channel, by time; none reaches over a gap.
struct Breaths {
  std::string channel, unit;
  std::vector<Breath> breaths;
  double recording_from_s = 0, recording_to_s = 0;  ///< what the channel covers, gaps included
  Warnings warnings;
};

/// Breaths between 0.8 and 15 s (4 to 75 a minute), at least 0.15 and at most 5 times as deep as the median.
inline constexpr double kShortest = 0.8, kLongest = 15, kShallowest = 0.15, kDeepest = 5;

/// Turning points of the signal in the band (Butterworth of order 2, forwards and backwards, which shifts nothing), of
/// which maxima and minima alternate and differ by at least `least_turn` of the usual depth (what lies between the 5th
/// and the 95th percentile of the stretch); their times are those of a parabola through the three samples around them,
/// their depth is read off the signal below `low_pass`, so that drift slower than a breath does not count. A stretch of
/// less than 10 s has no breaths, with a warning. A usage error for a band that is none; an analysis error where the
/// channel is sampled below 4 Hz or holds no sample. The bits do not depend on the number of threads.
Breaths detect_breaths(const physio::Channel& channel, const DetectOptions& options);

/// Place in the breath at a time, in turns: 0 at the start of the inhalation, 0.5 at the start of the exhalation, up to
/// 1; linear in between. NaN outside of breaths and within implausible ones.
double phase_at(const Breaths& breaths, double time_s);

/// What the breaths that begin within [from, to) say. NaN where there is none.
struct BreathSummary {
  std::size_t n = 0;  ///< plausible breaths
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  double rate = kNone;                    ///< 60 / mean length: breaths a minute
  double rate_sd = kNone;                 ///< SD (n - 1) of the single breaths' rates, 1/min; from 2 on
  double depth = kNone;                   ///< mean, in the channel's unit
  double inhale = kNone, exhale = kNone;  ///< mean lengths, s
  double inhale_share = kNone;            ///< mean of inhalation over the whole breath
  double volume_per_time = kNone;         ///< mean of depth over length, unit/s (Birn et al. 2006)
  double artefact_share = 1;              ///< share of the window that is in no plausible breath
};
BreathSummary summarise(const Breaths& breaths, Seconds from, Seconds to);
/// The same of several windows together.
BreathSummary summarise(const Breaths& breaths, std::span<const physio::Window> windows);

}  // namespace attune::breath
