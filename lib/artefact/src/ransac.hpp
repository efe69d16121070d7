#pragma once

#include <Eigen/Dense>
#include <optional>
#include <vector>

#include "examined.hpp"

namespace attune::artefact {

/// Correlation of each channel with its prediction from the others, per window: windows x channels. Predictions are the
/// median over draws of splines from random subsets of the `good` channels. NaN for channels that are not `usable` or
/// have no position, 0 in a window in which channel or prediction do not vary. Nothing, and a warning, where it cannot
/// be done.
std::optional<Eigen::MatrixXd> ransac_correlations(const Eigen::MatrixXd& columns, const Examined& examined,
                                                   const std::vector<bool>& usable, const std::vector<bool>& good,
                                                   const BadChannelOptions& options, Warnings& warnings,
                                                   parallel::Threads threads);

}  // namespace attune::artefact
