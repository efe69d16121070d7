#pragma once

#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/bids/tables.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/statsmodel/estimates.hpp"
#include "attune/statsmodel/model.hpp"

namespace attune::statsmodel {

/// The estimates that reach a node, in the order of their making.
struct GroupInput {
  std::vector<const Estimates*> estimates;
  const bids::Participants* participants = nullptr;  ///< null: the dataset has no participants.tsv
  parallel::Threads threads{};
};

struct GroupOutput {
  std::vector<Estimates> estimates;
  Warnings warnings;  ///< such as inputs left out of every region, with the reason
};

/// Fits a node above runs, group by group. Variables, one value per input:
///   the entities `subject`, `session`, `task`, .. as text; `run` and `runnum`, the number of the run label;
///   `contrast`, the input's contrast, and for each contrast of the group a variable of 0 and 1 with its name;
///   the columns of participants.tsv (for the session where the table has sessions).
/// Transformations see the inputs of the group, so that Demean takes the mean over these. An input without a value in a
/// column of X is left out of all regions with a warning, one without an estimate in a region is left out there and
/// counted. `glm` is least squares over the inputs, `meta` weighs by their variances (see `LinearModel`). A dummy
/// contrast of the intercept has the name of the contrast that went in.
/// Input errors: a group that mixes contrasts without a variable that tells them apart; a glm at level Dataset with
/// several inputs of one participant, which are not independent; text in X; a name that no group has.
GroupOutput fit_groups(const StatsModel& model, const Node& node, const GroupInput& input);

}  // namespace attune::statsmodel
