#pragma once

#include "attune/statsmodel/model.hpp"
#include "json_document.hpp"

namespace attune::statsmodel {

/// One element of `Nodes`. Settings for other software add a warning to `warnings`.
Node parse_node(const JsonView& view, Warnings& warnings);

/// `{"task": ["rest"], "run": [1, 2]}`: keys are entities, and those of `further`; values are texts or numbers.
Filter parse_filter(const JsonView& view, const std::vector<std::string>& further);

/// What only the whole model shows: that conditions are in X, names are unique, edges go somewhere. Puts the nodes in
/// order.
void check_model(StatsModel& model);

}  // namespace attune::statsmodel
