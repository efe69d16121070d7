#pragma once

#include <optional>
#include <vector>

#include "attune/singletrial/jitter.hpp"
#include "lag_model.hpp"

namespace attune::singletrial {

/// See ResponseLink; nothing where fewer than `kLeastTrials` trials have a response, or all have the same.
std::optional<ResponseLink> link_response(const SiteTrials& trials, const LagModel& model,
                                          const Eigen::MatrixXd& amounts, const LagState& state,
                                          const std::vector<double>& sizes_ms, const erp::Component& component);

}  // namespace attune::singletrial
