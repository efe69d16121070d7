#pragma once

#include <Eigen/Dense>
#include <string>
#include <string_view>
#include <vector>

namespace attune::signal {

/// Weights of the samples of a segment before its transform.
enum class Taper { hann, hamming, boxcar };
/// Unknown names are usage errors that suggest the nearest.
Taper taper_of(std::string_view name);
std::vector<std::string> taper_names();

/// The periodic form, for spectra: hann is 0.5 - 0.5 cos(2 pi t / n), hamming 0.54 - 0.46 cos(2 pi t / n), t = 0 ...
/// n - 1.
Eigen::VectorXd taper(Taper kind, Eigen::Index samples);

/// Slepian sequences.
struct SlepianTapers {
  Eigen::MatrixXd tapers;          ///< samples x tapers, each of energy 1; even ones have a positive sum, odd ones
                                   ///< begin with a positive lobe
  Eigen::VectorXd concentrations;  ///< share of each one's energy within the band, descending
};

/// The first `count` discrete prolate spheroidal sequences of a half bandwidth of `half_bandwidth` / samples cycles per
/// sample (the time-bandwidth product NW): eigenvectors of Slepian's tridiagonal matrix (Slepian 1978, Bell Syst Tech J
/// 57:1371), by bisection and inverse iteration. `half_bandwidth` outside (0, samples / 2) or `count` outside
/// [1, samples] is a usage error.
SlepianTapers slepian_tapers(Eigen::Index samples, double half_bandwidth, Eigen::Index count);

}  // namespace attune::signal
