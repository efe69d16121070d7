#pragma once

#include <Eigen/Dense>
#include <span>
#include <vector>

namespace attune::signal {

/// Consecutive samples without a gap: [first, first + count).
struct Segment {
  Eigen::Index first = 0, count = 0;
  friend bool operator==(const Segment&, const Segment&) = default;
};

/// The segments of `samples` samples between boundaries (positions, ascending; the first sample at or after each does
/// not follow on the one before). Boundaries at or before sample 0 and after the last sample cut nothing off; empty
/// segments are left out.
std::vector<Segment> segments_between(std::span<const double> boundaries, Eigen::Index samples);

}  // namespace attune::signal
