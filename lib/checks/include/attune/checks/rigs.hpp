#pragma once

#include <Eigen/Core>
#include <optional>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/record.hpp"
#include "attune/table/table.hpp"

namespace attune::checks {

/// Columns of a table of participants.
struct RigOptions {
  std::string participant = "participant_id", group = "group", rig = "rig";
  std::optional<std::string> offset_ms;  ///< column with each participant's mean trigger offset
  std::optional<std::string> allow;      ///< why confounding does no harm (each event was corrected by its flash)
};

/// Who was recorded where.
struct RigCheck {
  std::vector<std::string> groups, rigs;
  Eigen::MatrixXi participants;                ///< groups x rigs
  bool confounded = false;                     ///< groups that no chain of shared rigs connects
  double cramers_v = 0;                        ///< 0: every rig has the same mix of groups, 1: each rig has one
  double largest_share_difference = 0;         ///< between two groups, of participants on one rig
  std::optional<double> offset_difference_ms;  ///< largest difference of two groups' mean offsets
  Warnings warnings;
};

/// Whether groups were recorded on different rigs: then a rig's constant trigger delay is a difference in latency
/// between groups. Groups that cannot be compared within rigs at all (no rig has both, nor does a chain of rigs and
/// groups connect them) are an analysis error that gives the numbers, or a warning if `allow` gives a reason. A mix
/// that differs between groups by more than 10 points on a rig is a warning with the numbers. With offsets it says what
/// difference they would make. Participants without group or rig are left out, with a warning; one in two groups is an
/// input error; one on several rigs counts on each.
RigCheck check_rigs(const Table& participants, const RigOptions& options = {});

/// One record per group and rig: group, rig, participants, share of the group; with the verdicts on all of them.
std::vector<Record> to_records(const RigCheck& check);
/// Meanings of those records' fields.
std::vector<ColumnMeaning> rig_meanings();

}  // namespace attune::checks
