#pragma once

#include <Eigen/Dense>
#include <vector>

#include "channel_signals.hpp"
#include "judge.hpp"

namespace attune::artefact {

/// The median over the `members` at each sample: PREP's first reference.
Eigen::VectorXd median_reference(const HighPassed& highpassed, const std::vector<bool>& members,
                                 parallel::Threads threads);

/// The weight of each channel in the mean over `members` after those of them that are `bad` were interpolated from the
/// channels that are not. Bad members without position are left out of the mean.
Eigen::VectorXd reference_weights(const Examined& examined, const std::vector<bool>& members,
                                  const std::vector<bool>& bad);

/// The channels times their weights, added up in their order.
Eigen::VectorXd weighted_reference(const HighPassed& highpassed, const Eigen::VectorXd& weights,
                                   parallel::Threads threads);

}  // namespace attune::artefact
