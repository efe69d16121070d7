#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attune/table/table.hpp"

namespace attune::study {

/// Where a participant's group comes from.
struct GroupRule {
  std::string from = "participants.tsv";  ///< relative to the dataset
  std::string column = "group";
  std::string rule = "as-is";       ///< as-is: the cell is the group; aai-two-way, aai-three-way
  std::vector<std::string> levels;  ///< the groups of the study, in order
};

/// A group, or the reason why there is none.
struct GroupOrReason {
  std::string group;
  std::string reason;  ///< empty if there is a group
};

/// An Adult Attachment Interview classification reduced to secure (F) and insecure (Ds, E), or in three ways to F, Ds
/// and E as "secure", "dismissing", "preoccupied". An unresolved classification (U) goes by its secondary one
/// ("U/Ds3"); U without one and cannot-classify (CC) have no group: nothing is guessed. Subtypes (F1-F5, Ds1-Ds4,
/// E1-E3, with a or b) are accepted; anything else has the reason "not an AAI classification".
GroupOrReason reduce_aai(std::string_view code, bool three_way);

/// The group of every row of `table` by the rule; a cell that is missing, or a group that is not one of the levels, has
/// a reason.
std::vector<GroupOrReason> assign_groups(const GroupRule& rule, const Table& table);

/// The names of the group rules.
const std::vector<std::string>& group_rules();
/// The groups a rule can give; empty: any.
const std::vector<std::string>& groups_of_rule(std::string_view rule);

/// A questionnaire scale as a number per participant.
struct ScoreRule {
  std::string name;
  std::string from;  ///< relative to the dataset
  std::string rule;  ///< ecr-r-anxiety, ecr-r-avoidance
};
const std::vector<std::string>& score_rules();

/// Scores of every row: the mean of the scale's items after reversal (8 - x), if at least 80 % of them are answered,
/// else NaN. ECR-R (Fraley, Waller & Brennan 2000), items `ecrr_01` to `ecrr_36`: anxiety 1-18, reversed 9 and 11;
/// avoidance 19-36, reversed 20 22 26-31 33-36. An answer outside 1-7 is an input error that names its cell.
std::vector<double> score(const ScoreRule& rule, const Table& table);

}  // namespace attune::study
