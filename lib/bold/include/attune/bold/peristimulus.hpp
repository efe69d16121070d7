#pragma once

#include <Eigen/Dense>
#include <span>
#include <string>
#include <vector>

#include "attune/base/units.hpp"
#include "attune/bold/design.hpp"
#include "attune/bold/events.hpp"
#include "attune/bold/fit.hpp"

namespace attune::bold {

/// From where to where around an event's onset.
struct PeristimulusWindow {
  Seconds from{-4};
  Seconds to{24};
};

/// The average signal around the events of one condition.
struct Peristimulus {
  std::string condition;
  std::vector<Seconds> lags;          ///< centres of the bins after onset, one repetition time wide
  std::vector<Eigen::Index> volumes;  ///< per bin: volumes averaged, over all events
  /// lags x regions: percent of the run's resting signal, NaN in an empty bin and for a region without a fit
  Eigen::MatrixXd percent;
};

/// Per condition the mean over events of what is left of the series after the fitted drift and confounds are taken
/// away, as percent change from the resting signal (the fitted constant). A volume at time t belongs to the bin whose
/// centre is nearest to t - onset; censored volumes count in none. Answers to neighbouring events overlap: this is a
/// picture of the data, not an estimate of a response (for that, see FIR models). `series`: volumes x regions.
std::vector<Peristimulus> peristimulus(std::span<const Event> events, const FrameTimes& frames, const Design& design,
                                       const Eigen::Ref<const Eigen::MatrixXd>& series,
                                       const std::vector<RegionFit>& fits, const PeristimulusWindow& window = {});

}  // namespace attune::bold
