#pragma once

#include <Eigen/Dense>

#include "attune/eeg/epochs.hpp"
#include "attune/erp/waveform.hpp"
#include "attune/transfer/synthetic_component.hpp"

namespace attune::transfer {

/// A waveform with its times.
struct MeasuredWave {
  eeg::TimeAxis times;
  Eigen::RowVectorXd values;  ///< volts
};

/// The component itself over the epoch, so finely sampled that sampling no longer matters, its baseline subtracted.
MeasuredWave ideal_wave(const SyntheticComponent& component, const eeg::EpochOptions& epoching);

/// The form of a single component in an epoch.
struct Form {
  double width_ms = 0;            ///< full width at half height; NaN where it does not fall to half on both sides
  double height = 0;              ///< of its top, volts, above 0 for either polarity
  Milliseconds top{0};            ///< where that is
  double undershoot_percent = 0;  ///< largest excursion to the other side, of the height
};
Form form_of(const eeg::TimeAxis& times, const Eigen::RowVectorXd& values, erp::Polarity polarity);

}  // namespace attune::transfer
