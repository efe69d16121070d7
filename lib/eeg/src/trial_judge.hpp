#pragma once

#include <Eigen/Dense>
#include <optional>
#include <vector>

#include "attune/eeg/epochs.hpp"
#include "channel_choice.hpp"

namespace attune::eeg {

/// Measures artefacts in one trial after another against the limits of each channel.
class TrialJudge {
 public:
  /// Impossible limits and windows are usage errors, types that no channel has input errors.
  TrialJudge(const Recording& recording, const EpochOptions& options, const ChannelChoice& choice,
             const TimeAxis& axis);

  /// Sets reason, channel and measured values of the trial. `potentials` has a row for each of the choice's potentials.
  void judge(const Eigen::MatrixXd& potentials, Trial& trial) const;

 private:
  struct Limits {  // V
    std::optional<double> peak_to_peak, flat, step, trend;
  };
  struct Lengths {  // samples
    Eigen::Index length = 0, step = 1;
  };
  struct Worst {  // of one criterion
    Eigen::Index channel = -1;
    double value = 0;
    bool beyond = false;
  };

  bool is_finite(const Eigen::MatrixXd& potentials, Trial& trial) const;
  template <class Measure, class Beyond>
  Worst worst(std::optional<double> Limits::*limit, double sign, Measure measure, Beyond beyond) const;
  void set_limits(const EpochOptions& options);
  Lengths lengths_of(const MovingWindow& window, const TimeAxis& axis, const char* what) const;

  const Recording& recording_;
  const ChannelChoice& choice_;
  std::vector<Limits> limits_;  // per rejection channel
  bool uses_steps_ = false, uses_trends_ = false;
  std::optional<Lengths> range_window_;
  Lengths step_window_;
  Eigen::Index trend_length_ = 0;
  double trend_r_squared_ = 0;
};

}  // namespace attune::eeg
