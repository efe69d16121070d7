#pragma once

#include <Eigen/Dense>
#include <memory>
#include <string_view>
#include <vector>

#include "attune/base/units.hpp"
#include "attune/signal/transform.hpp"

namespace attune::spectrum {

/// A complex Morlet wavelet sampled at `rate`: (exp(2 pi i f t) - exp(-cycles^2 / 2)) exp(-t^2 / (2 s^2)) of s = cycles
/// / (2 pi f), |t| < 5 s, scaled to an energy of 2. Its mean is 0. The squared modulus of a convolution with it,
/// divided by the rate, is a one-sided density: of white noise, the density that Welch's method has.
Eigen::VectorXcd morlet_wavelet(Hertz frequency, double cycles, Hertz rate);

/// s of that wavelet: the standard deviation of its envelope.
Seconds wavelet_sd(Hertz frequency, double cycles);

/// `4:30:1` (first, last, step, Hz) or `4,6,10`; ascending, above 0. Anything else is a usage error.
std::vector<double> parse_frequencies(std::string_view text);

/// Convolutions of trials of one length with a wavelet a frequency. Many threads may use one, each with a workspace.
class WaveletTransform {
 public:
  /// `cycles` has one number, or one a frequency. A frequency at or above half the rate is a usage error.
  WaveletTransform(Eigen::Index samples, Hertz rate, const std::vector<double>& frequencies,
                   const std::vector<double>& cycles);

  struct Workspace {
    signal::TransformBuffer real, complex;
    Eigen::MatrixXcd coefficients;  ///< samples x frequencies
  };
  Workspace workspace() const;
  /// Coefficients of a trial, whose ends are followed by zeros.
  void run(const Eigen::Ref<const Eigen::VectorXd>& trial, Workspace& workspace) const;

  Eigen::Index samples() const { return samples_; }
  Eigen::Index frequencies() const { return spectra_.cols(); }
  /// Samples at either end of a trial where less than 2 standard deviations of the envelope lie within it.
  const std::vector<Eigen::Index>& edges() const { return edges_; }

 private:
  Eigen::Index samples_;
  signal::RealTransform forward_;
  signal::InverseTransform backward_;
  Eigen::MatrixXcd spectra_;           // transform's bins x frequencies, divided by the size
  std::vector<Eigen::Index> centres_;  // half lengths of the wavelets
  std::vector<Eigen::Index> edges_;
};

}  // namespace attune::spectrum
