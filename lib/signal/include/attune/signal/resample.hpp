#pragma once

#include <Eigen/Dense>
#include <span>
#include <string>
#include <vector>

#include "attune/signal/apply_fir.hpp"
#include "attune/signal/fir.hpp"

namespace attune::signal {

struct ResampleOptions {
  /// Width of the anti-alias filter's transition as part of the lower Nyquist frequency, where its stop band begins.
  double transition = 0.2;
  Window window = Window::blackman;
  Padding padding = Padding::edge;
  ShortSegments short_segments = ShortSegments::warn;
};

/// A change of rate by up / down, in lowest terms. `filter` runs at the old rate times `up`; nothing at or above the
/// lower of the two Nyquist frequencies passes more than the window's ripple. The coefficients that make one new sample
/// (every `up`-th) sum to 1, so that a constant stays what it is.
struct Resampler {
  Eigen::Index up = 1, down = 1;
  Hertz from, to;
  Fir filter;
  Padding padding = Padding::edge;
  ShortSegments short_segments = ShortSegments::warn;

  /// Samples that `samples` become: those at 0, down / up, ... that are not beyond the last: ceil(samples up / down).
  Eigen::Index length(Eigen::Index samples) const;
};

/// Usage errors for frequencies that are not positive and a ratio with no up and down of at most 100,000 within 1e-12.
Resampler design_resampler(Hertz from, Hertz to, const ResampleOptions& options = {});

struct Resampled {
  Eigen::MatrixXd columns;        ///< samples x channels
  std::vector<Segment> segments;  ///< where each segment of the input went
  Warnings warnings;
};

/// Resamples every segment of every column alone by the polyphase sum: its first sample stays at its time, sample k is
/// at k down / up of its old samples. A constant stays what it is to rounding. Values that are not finite are analysis
/// errors, as for `filter_columns`.
Resampled resample_columns(const Resampler& resampler, const Eigen::Ref<const Eigen::MatrixXd>& columns,
                           std::span<const Segment> segments, parallel::Threads threads);
Resampled resample_columns(const Resampler& resampler, const Eigen::Ref<const Eigen::MatrixXd>& columns,
                           parallel::Threads threads);

/// Where a position (in samples, fractions kept) of the old data is in the new ones; positions between or beyond the
/// segments are placed relative to the segment before them (the first, if there is none).
double resampled_position(double sample, std::span<const Segment> before, std::span<const Segment> after,
                          const Resampler& resampler);

/// One line for the record: ratio, filter, pass band, edges.
std::string report(const Resampler& resampler);

}  // namespace attune::signal
