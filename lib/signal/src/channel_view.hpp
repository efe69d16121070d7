#pragma once

#include <Eigen/Dense>
#include <span>

#include "attune/base/error.hpp"
#include "attune/signal/apply_fir.hpp"
#include "attune/signal/segments.hpp"

namespace attune::signal {

/// Channels of any layout: sample t of channel c is first[t * by_sample + c * by_channel].
struct ChannelView {
  double* first = nullptr;
  Eigen::Index samples = 0, channels = 0, by_sample = 1, by_channel = 0;

  double& at(Eigen::Index sample, Eigen::Index channel) const {
    return first[sample * by_sample + channel * by_channel];
  }
};
ChannelView view_columns(Eigen::Ref<Eigen::MatrixXd> columns);
ChannelView view_rows(Eigen::Ref<Eigen::MatrixXd> rows);

/// Internal error unless the segments are ascending, apart and inside the data.
void require_inside(std::span<const Segment> segments, Eigen::Index samples);

/// Analysis error that names the first channel (and its first sample) that is not finite within the segments.
void require_finite(const ChannelView& view, std::span<const Segment> segments, parallel::Threads threads);

/// Warnings for the segments of fewer than `taps` samples, or the analysis error.
Warnings judge_short_segments(std::span<const Segment> segments, Eigen::Index taps, Hertz sampling_frequency,
                              ShortSegments rule);

}  // namespace attune::signal
