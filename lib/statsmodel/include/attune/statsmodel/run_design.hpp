#pragma once

#include <Eigen/Dense>
#include <optional>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/bids/events.hpp"
#include "attune/bold/contrast.hpp"
#include "attune/bold/design.hpp"
#include "attune/statsmodel/model.hpp"
#include "attune/statsmodel/variables.hpp"
#include "attune/table/table.hpp"

namespace attune::statsmodel {

/// What the design of a run is made from.
struct RunTables {
  std::optional<bids::Events> events;
  std::optional<Table> confounds;
  bold::FrameTimes frames;
};

/// The variables that a run offers: one per column of events.tsv but `onset` and `duration` (numeric if every value is
/// a number, else text; an event without a value there is absent), and the columns of the confounds table by today's or
/// the file's own names. A value missing in the first row of a difference (derivatives, framewise displacement, DVARS)
/// is 0; other missing values are input errors, when the column is asked for.
Variables run_variables(const RunTables& tables);

/// The design of one run by a node of level Run, before it is known to other runs.
struct RunDesign {
  bold::Design design;  ///< columns in the order of X, then `drift_1` .., `fast_1` ..
  /// Per column: the height of the answer to one event of value 1 and of mean duration (see `Variable::peak`).
  Eigen::VectorXd peaks;
  /// Weights of the columns' coefficients in the resting signal: the intercept and what confounds add on average.
  Eigen::VectorXd baseline;
  /// What `DummyContrasts` without a list is about: columns without derivatives, and names in X that are missing here.
  std::vector<std::string> variables;
  std::vector<Variables::Missing> missing;
  std::vector<std::string> known;  ///< names of all variables, for messages
  Warnings warnings;               ///< about the model: the same for every run
  Warnings run_warnings;           ///< about this run: collinear columns, events outside it
};

/// Transformations, `Model.HRF`, X, and the cosines of the filters. Names that are not there are noted in `missing`.
/// Input errors: events in X that are not convolved, variables convolved twice, cosine confounds beside a high-pass;
/// analysis errors: no more volumes than columns. The low-pass takes out cosines above its cut-off.
RunDesign make_run_design(const StatsModel& model, const Node& node, const RunTables& tables);

/// A contrast of a node over the columns of a run.
struct RunContrast {
  std::string name;
  Test test = Test::t;
  std::vector<bold::Contrast> rows;  ///< one; several for F
  std::string reason;                ///< why the run cannot have it: a condition that is missing
};

/// Contrasts and dummy contrasts of the node for this run; without a list these are about `variables`, those of any
/// run. A condition with several columns (a finite impulse response) must be named by column; a name that is not there
/// is a reason, not an error.
std::vector<RunContrast> run_contrasts(const StatsModel& model, const Node& node, const RunDesign& design,
                                       const std::vector<std::string>& variables);

}  // namespace attune::statsmodel
