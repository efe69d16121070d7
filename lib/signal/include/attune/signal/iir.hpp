#pragma once

#include <Eigen/Dense>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/base/units.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/signal/segments.hpp"

namespace attune::signal {

/// A recursive filter as second-order sections, one per row: b0 b1 b2 1 a1 a2, in the order in which they are run.
struct Iir {
  Eigen::Matrix<double, Eigen::Dynamic, 6, Eigen::RowMajor> sections;
  Hertz sampling_frequency;
  std::string name;  ///< "Butterworth high-pass of order 4 at 0.1 Hz"
  /// The middle of a band; absent for a low-pass or a high-pass. Between it, 0 and Nyquist the gain only rises or
  /// falls.
  std::optional<Hertz> centre;
};

/// Butterworth filter; both frequencies make a band pass, or a band stop with `stop`. The frequencies are the -3 dB
/// points of a single pass. `order` is that of each edge, as in scipy and MNE: a band of order 4 has eight poles.
struct ButterworthOptions {
  int order = 4;
  std::optional<Hertz> highpass, lowpass;
  bool stop = false;
};

/// Bilinear transform with prewarped frequencies; sections paired as scipy's `butter(output="sos")` does. Usage errors
/// for an order outside 1 to 20, frequencies not within (0, Nyquist), and a band that is empty.
Iir design_butterworth(const ButterworthOptions& options, Hertz sampling_frequency);

/// Second-order notch, `quality` = frequency / width between the -3 dB points (scipy's `iirnotch`).
Iir design_iir_notch(Hertz frequency, double quality, Hertz sampling_frequency);

/// `single`: forwards only; delays and disperses. `zero_phase`: forwards, then backwards; nothing moves, and every
/// attenuation in dB doubles: what was -3 dB is -6 dB.
enum class Passes { single, zero_phase };

struct IirUse {
  Passes passes = Passes::zero_phase;
  /// Samples of odd reflection, 2 x(end) - x(mirrored), at each end; absent: as scipy's `sosfiltfilt` for zero_phase,
  /// 3 (2 n + 1 - min(zeros at 0, poles at 0)) with n sections, and none for a single pass. Both start in the steady
  /// state of the first value they see.
  std::optional<Eigen::Index> padding;
};

/// Filters every column of `columns` (samples x channels) where it is. A segment with no more samples than the padding
/// is padded with one less than it has, with a warning that states both numbers. A value that is not finite is an
/// analysis error that names the first column and sample. The bits do not depend on the number of threads.
Warnings filter_columns(const Iir& iir, const IirUse& use, Eigen::Ref<Eigen::MatrixXd> columns,
                        parallel::Threads threads);
Warnings filter_columns(const Iir& iir, const IirUse& use, Eigen::Ref<Eigen::MatrixXd> columns,
                        std::span<const Segment> segments, parallel::Threads threads);
/// The same bits for data that are channels x samples.
Warnings filter_rows(const Iir& iir, const IirUse& use, Eigen::Ref<Eigen::MatrixXd> rows,
                     std::span<const Segment> segments, parallel::Threads threads);

}  // namespace attune::signal
