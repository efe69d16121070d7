#pragma once

#include <Eigen/Dense>
#include <span>

#include "attune/base/error.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/signal/fir.hpp"
#include "attune/signal/segments.hpp"

namespace attune::signal {

/// How a symmetric filter is used. `zero`: one pass, the delay of half its length removed, so that nothing moves in
/// time (it looks ahead). `causal`: one pass over the past alone; everything comes `Fir::delay()` later.
enum class Phase { zero, causal };

/// What a filter sees beyond the ends of a segment.
enum class Padding {
  reflect_limited,  ///< 2 x(end) - x(mirrored), and zeros beyond the mirrored segment: MNE's default
  edge,             ///< the first and the last value
  zero,
};

/// What to do with a segment of fewer samples than the filter has taps: its ends' padding reaches every sample.
enum class ShortSegments {
  warn,    ///< filter it and say so with its length and the filter's
  refuse,  ///< analysis error
};

struct FirUse {
  Phase phase = Phase::zero;
  Padding padding = Padding::reflect_limited;
  ShortSegments short_segments = ShortSegments::warn;
};

/// Filters every column of `columns` (samples x channels) where it is. The sum is taken by overlap-save with real
/// Fourier transforms of a length that depends on the number of taps alone, so the bits of a channel depend neither on
/// the other channels nor on the number of threads. They may differ in the last place between processors whose vector
/// instructions differ; pinned to "x86-64" (`pin_instruction_set`) they do not. A value that is not finite is an
/// analysis error that names the first column and sample (it would spread through a whole block).
Warnings filter_columns(const Fir& fir, const FirUse& use, Eigen::Ref<Eigen::MatrixXd> columns,
                        parallel::Threads threads);
/// The same for each segment alone, as if nothing else had been recorded. Samples outside the segments stay.
Warnings filter_columns(const Fir& fir, const FirUse& use, Eigen::Ref<Eigen::MatrixXd> columns,
                        std::span<const Segment> segments, parallel::Threads threads);
/// The same bits for data that are channels x samples.
Warnings filter_rows(const Fir& fir, const FirUse& use, Eigen::Ref<Eigen::MatrixXd> rows,
                     std::span<const Segment> segments, parallel::Threads threads);

/// The warnings about segments shorter than the filter that filtering them gives, or the error.
Warnings short_segments(std::span<const Segment> segments, const Fir& fir, const FirUse& use);

}  // namespace attune::signal
