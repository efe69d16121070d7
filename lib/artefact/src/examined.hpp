#pragma once

#include <Eigen/Dense>
#include <string>
#include <vector>

#include "attune/artefact/bad_channels.hpp"
#include "attune/eeg/recording.hpp"
#include "attune/scalp/montage.hpp"
#include "attune/signal/segments.hpp"

namespace attune::artefact {

/// A stretch of consecutive samples: [first, first + count).
using Window = signal::Segment;

/// The channels that are judged, and the windows in which.
struct Examined {
  std::vector<Eigen::Index> rows;  ///< of the recording's data
  std::vector<std::string> names;
  scalp::Positions positions;  ///< a row each; NaN where the recording has none
  std::vector<signal::Segment> segments;
  Eigen::Index step = 1;  ///< every step-th sample of a segment is analysed
  Hertz analysed_at;
  bool has_lowpass = true;                     ///< false if the sampling frequency is too low for one
  std::vector<signal::Segment> thin_segments;  ///< the segments in the analysed samples
  std::vector<Window> windows, thin_windows;   ///< for correlation and drop-out: in all samples and the analysed ones
  std::vector<Window> ransac_windows;          ///< in the analysed samples

  std::size_t size() const { return rows.size(); }
};

/// Checks the options and lays out channels and windows; errors as `find_bad_channels` says.
Examined examine(const eeg::Recording& recording, const BadChannelOptions& options);

}  // namespace attune::artefact
