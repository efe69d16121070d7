#pragma once

#include <vector>

#include "attune/skin/cvxeda.hpp"
#include "attune/skin/responses.hpp"

namespace attune::skin {

/// A channel decomposed stretch by stretch between its artefacts.
struct Decomposed {
  Hertz sampling_frequency;
  double from_s = 0;                                ///< of the first value
  std::vector<double> tonic_us, phasic_us, driver;  ///< uS, uS, uS/s; NaN at artefacts and in stretches below 20 s
  double kkt = 0;                                   ///< the largest residual of all stretches
  Warnings warnings;
};

/// cvxEDA of the means of as many samples as bring the rate down to 25 to 50 Hz; slower channels are taken as they are.
/// Every stretch is decomposed by itself, with an SD of its own. An analysis error where no stretch is long enough.
Decomposed decompose(const physio::Channel& channel, const std::vector<bool>& artefact, const CvxEdaOptions& options);

}  // namespace attune::skin
