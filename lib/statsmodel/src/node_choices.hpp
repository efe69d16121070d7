#pragma once

#include <string>
#include <vector>

#include "attune/statsmodel/run.hpp"

namespace attune::statsmodel {

/// A node and every choice that was made in executing it, as JSON text: for the sidecar of its table.
std::string describe_node(const Node& node, const Request& request, const std::vector<Estimates>& estimates);

/// Name of a node or contrast as a BIDS label: letters and digits only, the letter after any other character in upper
/// case.
std::string label_of(const std::string& name);

}  // namespace attune::statsmodel
