#pragma once

#include <Eigen/Dense>
#include <string>
#include <vector>

#include "attune/statsmodel/group_level.hpp"
#include "attune/statsmodel/variables.hpp"

namespace attune::statsmodel {

/// One group of a node: its inputs and what they have in common.
struct Group {
  std::map<std::string, std::string> entities;
  std::vector<const Estimates*> inputs;
  std::vector<std::string> contrasts;  ///< distinct, in order
};

/// Inputs by the values of `GroupBy`, groups in order of their first input. Besides entities and `contrast` a group may
/// be by a column of participants.tsv; an unknown name and an input without a value are input errors.
std::vector<Group> make_groups(const StatsModel& model, const Node& node, const GroupInput& input);

/// The variables that the inputs of a group have; see `fit_groups`.
Variables group_variables(const Group& group, const bids::Participants* participants);

/// X of a group.
struct GroupDesign {
  std::vector<std::string> names;
  Eigen::MatrixXd x;  ///< inputs x columns; NaN where a value is missing
  std::vector<Variables::Missing> missing;
  std::vector<std::string> known;
};
GroupDesign make_group_design(const StatsModel& model, const Node& node, const Group& group,
                              const bids::Participants* participants);

/// "sub-01 run 2", for messages.
std::string name_of(const Estimates& input);

}  // namespace attune::statsmodel
