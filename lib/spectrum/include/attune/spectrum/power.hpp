#pragma once

#include <Eigen/Dense>
#include <optional>
#include <string>
#include <vector>

#include "attune/parallel/chunks.hpp"
#include "attune/signal/tapers.hpp"
#include "attune/spectrum/signals.hpp"

namespace attune::spectrum {

/// How the power of a segment is estimated.
enum class Method {
  welch,      ///< one taper, overlapping segments (Welch 1967)
  multitaper  ///< Slepian tapers of a bandwidth, averaged with their concentrations as weights (Thomson 1982)
};

struct PowerOptions {
  Method method = Method::welch;
  std::optional<Seconds> window;  ///< length of a segment; absent: 2 s of continuous data, the whole of a trial
  double overlap = 0.5;           ///< of neighbouring segments, in [0, 1); multitaper: none
  signal::Taper taper = signal::Taper::hann;
  Hertz bandwidth{4};                ///< multitaper: full width of the band the tapers concentrate on
  bool adaptive = false;             ///< multitaper: Thomson's weights, which differ by frequency
  std::optional<Microvolts> reject;  ///< leave out segments in which a channel's peak-to-peak amplitude exceeds this
  parallel::Threads threads;
};

/// A condition's spectrum. Density is one-sided: all but the lowest and, with an even number of samples, the highest
/// frequency have a factor of two, and its sum times the distance of the frequencies is the segments' weighted
/// variance.
struct Power {
  std::string condition;
  Eigen::VectorXd frequencies;  ///< Hz, from 0 to at most half the sampling frequency
  bool ends_at_nyquist = false;
  Eigen::MatrixXd density;  ///< channels x frequencies, V^2/Hz: mean over the segments; NaN on bad channels
  Eigen::Index segments = 0, not_finite = 0, rejected = 0;
  Eigen::Index units = 0;  ///< what the blocks are made of: trials, or segments of continuous data
  Seconds length{0};       ///< of one segment
  /// The same mean over each of up to 20 blocks of neighbouring units, for standard errors by leaving one out; none
  /// below 5 units.
  std::vector<Eigen::MatrixXd> blocks;
  std::vector<Eigen::Index> block_segments;  ///< segments in each of them
};

/// The spectrum of every condition. Of each segment the mean is taken off, then it is weighted and transformed;
/// segments lie inside stretches, from their start on, as many as fit. A segment with a value that is not finite on any
/// channel that is not bad is left out on all. Options out of range are usage errors; no segment left in a condition is
/// an analysis error that says why. The bits do not depend on the number of threads.
std::vector<Power> power(const Signals& signals, const PowerOptions& options);

}  // namespace attune::spectrum
