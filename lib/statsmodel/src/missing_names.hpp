#pragma once

#include <string>
#include <vector>

#include "attune/statsmodel/model.hpp"
#include "attune/statsmodel/variables.hpp"

namespace attune::statsmodel {

/// Refuses a name that every part (run or group) lacks: it is a slip of the pen, not a condition that did not occur.
/// `missing` has the missing names of each part, `known` the names of all variables of any part; `part` is "run" or
/// "group".
void refuse_missing_everywhere(const StatsModel& model, const std::vector<std::vector<Variables::Missing>>& missing,
                               const std::vector<std::string>& known, const std::string& part);

/// Refuses a condition of a contrast that is a column in no part. A name whose delays are columns is left to whoever
/// builds the contrasts.
void refuse_unknown_conditions(const StatsModel& model, const Node& node, const std::vector<std::string>& columns,
                               const std::string& part);

}  // namespace attune::statsmodel
