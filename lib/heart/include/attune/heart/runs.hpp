#pragma once

#include <span>
#include <vector>

#include "attune/base/units.hpp"
#include "attune/physio/recording.hpp"

namespace attune::heart {

/// Intervals that follow on each other: between two runs nothing is joined, neither a difference nor a curve.
struct IntervalRun {
  std::vector<double> ms;     ///< intervals between beats
  std::vector<double> end_s;  ///< time of the beat that ends each
  std::size_t size() const { return ms.size(); }
  double from_s() const { return end_s.front() - 1e-3 * ms.front(); }
  /// From the first beat to the last one.
  double seconds() const { return end_s.back() - from_s(); }
};

/// The runs of intervals that lie wholly within [from, to], cut where an interval follows a gap. Input errors: lists of
/// unequal length (internal), ends that do not ascend, an interval that is not positive and finite.
std::vector<IntervalRun> runs_of(const physio::Intervals& intervals, Seconds from, Seconds to);
/// Of all intervals.
std::vector<IntervalRun> runs_of(const physio::Intervals& intervals);

/// The intervals without those that are marked: what follows on one that is left out follows a gap.
physio::Intervals without(const physio::Intervals& intervals, const std::vector<bool>& left_out);

/// Share of [from, to] that lies in an interval, in [0, 1].
double covered_share(const physio::Intervals& intervals, Seconds from, Seconds to);

/// All intervals of the runs, one after the other.
std::vector<double> pooled(std::span<const IntervalRun> runs);
std::size_t count_of(std::span<const IntervalRun> runs);

}  // namespace attune::heart
