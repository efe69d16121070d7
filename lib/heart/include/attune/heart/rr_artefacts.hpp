#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "attune/base/units.hpp"
#include "attune/physio/recording.hpp"

namespace attune::heart {

/// What became of an interval.
enum class Mark {
  normal,     ///< as it was measured
  ectopic,    ///< an end of it is an ectopic beat, which was moved between its neighbours
  missed,     ///< part of a long interval into which beats were put
  extra,      ///< two or more intervals joined: a beat between them was taken out
  irregular,  ///< too long or too short without being any of these: its ends were moved between their neighbours
};

/// "normal", "ectopic", "missed", "extra", "irregular".
std::string_view name_of(Mark mark);

/// Constants of Lipponen & Tarvainen (2019); the defaults are theirs.
struct ArtefactOptions {
  double alpha = 5.2;           ///< threshold in quartile deviations
  std::size_t window = 91;      ///< beats over which the quartiles are taken
  std::size_t median = 11;      ///< intervals of the running median
  double c1 = 0.13, c2 = 0.17;  ///< slope and offset of the ectopic beats' line
  /// No change below this is an artefact, however regular the rhythm is: quartiles of a perfectly regular rhythm are 0.
  Milliseconds least_threshold{10.0};
  int iterations = 20;  ///< corrections are repeated while they become fewer, at most this often
  /// Most beats put into one interval (the paper: 1). An interval that would take more becomes a gap.
  int most_missed = 3;
};

/// Intervals with their artefacts corrected, segment by segment (between `follows_gap`).
struct CorrectedIntervals {
  physio::Intervals intervals;
  std::vector<Mark> marks;  ///< of every interval
  /// Beats corrected, by kind. Interval lengths were changed only beside such beats.
  std::size_t ectopic = 0, missed = 0, extra = 0, irregular = 0;
  std::size_t gaps = 0;   ///< intervals that were too long to be filled and are gaps now
  std::size_t beats = 0;  ///< before the correction
  int iterations = 0;
  /// Artefacts still found when the corrections stopped becoming fewer. With every correction the thresholds become
  /// narrower, and a few remain in most recordings.
  std::size_t remaining = 0;
  bool settled = true;  ///< remaining is 0

  std::size_t corrected() const { return ectopic + missed + extra + irregular; }
};

/// Finds and corrects artefacts of beat detection and ectopic beats by Lipponen & Tarvainen (2019), "A robust algorithm
/// for heart rate variability time series artefact correction using novel beat classification", J Med Eng Technol 43:
/// 173-181. Ectopic and irregular beats are placed evenly between the beats around them, a missed one (or several) is
/// put evenly into its interval, an extra one is taken out. The first and the last beat of a segment stay where they
/// are, so no correction crosses a gap, and every segment lasts as long as before. Segments of fewer than 4 intervals
/// are left alone. Beyond the paper: intervals far from the median are judged first; several beats may be missed at
/// once; the parts of an interval, or two together, may also be within a fifth of the median. Input errors for an
/// interval that is not positive and finite, and for lists of unequal length.
CorrectedIntervals correct_artefacts(const physio::Intervals& intervals, const ArtefactOptions& options = {});

/// Share of the intervals that end within [from, to) which were corrected; 0 where there is none. Time that a gap took
/// is not in it.
double corrected_share(const CorrectedIntervals& corrected, Seconds from, Seconds to);

}  // namespace attune::heart
