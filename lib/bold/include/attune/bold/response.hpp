#pragma once

#include <Eigen/Dense>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attune/base/units.hpp"

namespace attune::bold {

/// When the volumes of a run were acquired: volume i at `start + i * repetition_time`, on the clock of the events.
/// `start` is the sidecar's StartTime: the slice-timing reference where slice times were corrected.
struct FrameTimes {
  Eigen::Index volumes = 0;
  Seconds repetition_time{0};
  Seconds start{0};

  Seconds at(Eigen::Index volume) const { return start + static_cast<double>(volume) * repetition_time; }
};

/// How the blood answers to a stick of one second's area. With g(t; k, s) the gamma density of shape k and scale s
/// (seconds), each kernel has integral 1 and is 0 before the stimulus:
///   spm     6/5 (g(t; 6, 1) - g(t; 16, 1) / 6): delays 6 and 16, dispersions 1, ratio 1/6 (Friston et al. 1998)
///   glover  (g(t; 6/.9, .9) - .48 g(t; 12/.9, .9)) / .52: delays 6 and 12, dispersions .9, ratio .48
///           (Glover 1999, in the form that nilearn has now: shape = delay / dispersion, scale = dispersion)
///   gamma   g(t; 6, 1)
///   fir     no kernel: one indicator for each bin of time since the onset
enum class ResponseKind { spm, glover, gamma, fir };

/// "spm", "glover", "gamma", "fir"; another name is a usage error that suggests the nearest.
ResponseKind response_kind(std::string_view name);
std::string_view name_of(ResponseKind kind);

struct ResponseModel {
  ResponseKind kind = ResponseKind::spm;
  /// A second regressor per condition, h(t) - h(t - 1 s): SPM's definition, for every kernel. Moves the answer in time.
  bool time_derivative = false;
  /// A third one, (h(t) - w(t)) / 0.01, with w the kernel of unit integral whose first gamma density has a dispersion
  /// larger by 0.01 s (SPM's definition, for every kernel). Makes the answer wider. Needs the time derivative.
  bool dispersion_derivative = false;
  /// Makes the kernels orthogonal to each other from the first to the last (Gram-Schmidt, no change of length), as SPM
  /// does; inner products are integrals over time.
  bool orthogonalise = false;
  int fir_bins = 0;      ///< for `fir`
  Seconds fir_width{0};  ///< of a bin; 0: one repetition time
  /// The response as SPM12 samples it, to match its design matrices: kernels on a grid of TR / `spm_bins` up to 32 s,
  /// each scaled to sum 1, orthogonalised on the grid; onsets rounded to the grid; boxcars one bin longer than the
  /// event; a condition without durations has bins of height 1 / bin; sampled in bin `spm_bin` (counted from 1) of each
  /// volume, so the start of `FrameTimes` is not used. `make_design` then leaves columns unscaled and orthogonalises
  /// those of a condition, modulators too, each to the ones before it, as SPM does by default. For kind `spm` only.
  bool spm_sampling = false;
  int spm_bins = 16;
  int spm_bin = 8;
};

/// What the response answers to: a boxcar of height `weight`, or at duration 0 a stick of area `weight` times 1 s.
struct Stimulus {
  Seconds onset{0};
  Seconds duration{0};
  double weight = 1;
};

/// What a column of the design is.
enum class ColumnKind { condition, derivative, dispersion, delay, modulator, constant, drift, confound };
std::string_view name_of(ColumnKind kind);

/// A gamma density of the given shape and scale that begins `delay` after the onset, times `weight`.
struct GammaTerm {
  double weight = 0;
  Seconds delay{0};
  double shape = 1;
  Seconds scale{1};
};
using Kernel = std::vector<GammaTerm>;  ///< their sum

/// A response model ready for evaluation. Its parts are the kernel, then the derivatives that the model has; or the
/// bins of a finite impulse response. A model that cannot be (no bins, a derivative of `fir`, SPM's sampling of another
/// kernel, a dispersion without a time derivative) is a usage error.
class Response {
 public:
  /// `repetition_time` is the default bin of `fir` and makes the grid of SPM's sampling.
  Response(const ResponseModel& model, Seconds repetition_time);

  std::size_t parts() const { return kinds_.size(); }
  /// `condition`, `derivative`, `dispersion`, or `delay` for a bin.
  ColumnKind kind(std::size_t part) const { return kinds_[part]; }
  /// What a column's name ends with: "", "_derivative", "_dispersion", "_delay_0" ..
  std::string suffix(std::size_t part) const;

  /// Answer of a part to a boxcar of height 1, or to a stick of one second's area at duration 0: the convolution with
  /// the kernel, exact from the incomplete gamma function, also where the model asks for SPM's sampling. 1 or 0 for a
  /// bin of `fir`, whatever the duration. A negative duration is an internal error.
  double operator()(std::size_t part, Seconds since_onset, Seconds duration) const;

  /// Sum of the answers to the stimuli at each volume: volumes x parts. By SPM's grid if the model says so.
  Eigen::MatrixXd columns(std::span<const Stimulus> stimuli, const FrameTimes& frames) const;

  /// The largest value over time of the first part's answer to an event of this duration: what a coefficient of 1
  /// reaches. On SPM's grid if the model says so. 1 for `fir`.
  double peak(Seconds duration) const;

  /// The kernel of a part as gamma densities; empty for `fir`.
  const Kernel& kernel(std::size_t part) const { return kernels_[part]; }

  /// From here after its end an event has no effect any more (below 1e-17).
  Seconds lasts() const;

 private:
  Eigen::MatrixXd spm_columns(std::span<const Stimulus> stimuli, Eigen::Index volumes) const;
  Eigen::MatrixXd bin_columns(std::span<const Stimulus> stimuli, const FrameTimes& frames) const;

  ResponseModel model_;
  double repetition_time_ = 0;
  std::vector<ColumnKind> kinds_;
  std::vector<Kernel> kernels_;
  Eigen::MatrixXd spm_kernels_;  // bins x parts, for SPM's sampling
};

}  // namespace attune::bold
