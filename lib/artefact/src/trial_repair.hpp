#pragma once

#include <Eigen/Dense>
#include <vector>

#include "attune/scalp/montage.hpp"
#include "attune/scalp/spline.hpp"

namespace attune::artefact {

/// The trials of the judged channels (channels x samples each) and which channels are beyond their threshold in which.
class TrialRepair {
 public:
  TrialRepair(std::vector<Eigen::MatrixXd> trials, scalp::Positions positions, scalp::SplineOptions spline);

  Eigen::Index channels() const { return positions_.rows(); }
  std::size_t size() const { return trials_.size(); }
  const Eigen::MatrixXd& trial(std::size_t index) const { return trials_[index]; }

  /// Channel `channel` of every trial, then the same as predicted from all other channels: samples x 2 trials.
  Eigen::MatrixXd doubled(Eigen::Index channel) const;

  void set_thresholds(const Eigen::VectorXd& thresholds);
  /// Channels beyond their threshold, the farthest (in units of its threshold) first.
  const std::vector<Eigen::Index>& bad(std::size_t index) const { return bad_[index]; }
  /// Of those, the ones that are repaired when at most `most` are, ascending.
  std::vector<Eigen::Index> repaired(std::size_t index, int most) const;
  /// The trial with these channels computed from the ones that are not bad (or, where these are too few, from all that
  /// are not repaired).
  Eigen::MatrixXd repair(std::size_t index, const std::vector<Eigen::Index>& channels) const;

 private:
  Eigen::MatrixXd weights(const std::vector<Eigen::Index>& from, const std::vector<Eigen::Index>& to) const;

  std::vector<Eigen::MatrixXd> trials_;
  scalp::Positions positions_;
  scalp::SplineOptions spline_;
  Eigen::Vector3d origin_;
  std::vector<std::vector<Eigen::Index>> bad_;
};

}  // namespace attune::artefact
