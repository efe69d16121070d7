#pragma once

#include <Eigen/Dense>
#include <vector>

#include "examined.hpp"

namespace attune::artefact {

/// Per window and channel the `quantile` of its absolute correlations with the other channels in that window (its own
/// counts as 0, as PREP has it). Channels that are not `usable` are no others and get NaN. A channel without signal in
/// a window (`silent`, windows x channels; or of no variance) gets 0 and is no other there.
Eigen::MatrixXd window_correlations(const Eigen::MatrixXd& columns, const std::vector<Window>& windows,
                                    const std::vector<bool>& usable,
                                    const Eigen::Array<bool, Eigen::Dynamic, Eigen::Dynamic>& silent, double quantile,
                                    parallel::Threads threads);

}  // namespace attune::artefact
