#pragma once

#include <string>
#include <utility>
#include <vector>

namespace attune::study {

/// A unit (`sub-01/func/sub-01_task-x_bold.nii.gz`) and what it has to say.
using UnitMessage = std::pair<std::string, std::string>;

/// One line for all units that say the same but for their own names and numbers: the first unit with its message, how
/// many more say so and who the first of them are. In order of first appearance.
std::vector<std::string> grouped_messages(const std::vector<UnitMessage>& messages);

/// `sub-01_ses-2_run-1` of a unit: as many of its labels as tell it from others of the task.
std::string short_name(const std::string& unit);

/// "sub-01, sub-02, sub-03, sub-04, sub-05 and 7 more".
std::string first_names(const std::vector<std::string>& names);

}  // namespace attune::study
