#pragma once

#include <Eigen/Dense>
#include <complex>
#include <vector>

namespace attune::signal {

using Complex = std::complex<double>;

/// A digital filter by its zeros and poles, real or in conjugate pairs, as many of the ones as of the others.
struct ZeroPoleGain {
  std::vector<Complex> zeros, poles;
  double gain = 1;
};

/// Sections b0 b1 b2 1 a1 a2: the pole nearest to the unit circle goes, with the zero nearest to it, into the last
/// section, and so on; the gain is in the first. This is scipy's "nearest" pairing, so that sections can be compared.
Eigen::Matrix<double, Eigen::Dynamic, 6, Eigen::RowMajor> sections_of(const ZeroPoleGain& filter);

}  // namespace attune::signal
