#pragma once

#include <Eigen/Dense>

#include "attune/eeg/recording.hpp"

namespace attune::preprocess {

/// Follows how many independent signals the good scalp channels carry. The start is found from the data; then every
/// step that mixes channels says how, so that the rank is that of a product of matrices and no guess from noisy
/// numbers.
class SignalRank {
 public:
  /// From the covariance of up to 100,000 samples spread evenly over the recording.
  static SignalRank of(const eeg::Recording& recording);
  /// As many as there are channels, for data that are not there yet.
  static SignalRank full(const eeg::Recording& recording);

  /// Every channel becomes a mixture of the channels: `mixing` is channels x channels.
  void mix(const Eigen::Ref<const Eigen::MatrixXd>& mixing) { basis_ = (mixing * basis_).eval(); }
  /// Of these rows.
  Eigen::Index of_rows(const std::vector<Eigen::Index>& rows) const;

 private:
  Eigen::MatrixXd basis_;  // channels x independent signals
};

/// The number of singular values that are not rounding.
Eigen::Index numerical_rank(const Eigen::Ref<const Eigen::MatrixXd>& matrix);

}  // namespace attune::preprocess
