#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "attune/bold/response.hpp"
#include "attune/statsmodel/instruction.hpp"
#include "attune/statsmodel/variables.hpp"

namespace attune::statsmodel {

/// Where transformations are applied.
struct TransformContext {
  std::filesystem::path model;             ///< for messages
  std::optional<bold::FrameTimes> frames;  ///< at the level of runs: what convolution needs
};

/// Applies the instructions in order, as `pybids-transforms-v1` has them. An output takes the place of a variable of
/// its name; without `Output` that is the input. On the values that are not missing:
///   Factor     0/1 per level, named `<variable>.<level>` (numbers by their shortest text: `run.2`); the variable
///   itself
///              goes. drop_one leaves the reference level out; mean_zero gives it -1 / (levels - 1). Without RefLevel
///              the reference is the first level in order, above runs only: in two runs it could be two levels.
///   Convolve   sum over events of value x response (see `bold::Response`), not scaled. Derivatives and delays are
///              columns of their own (`x_derivative`, `x_dispersion`, `x_delay_0`) that enter X with the variable. A
///              variable of which every event is absent or 0 is missing from the run.
///   Demean     value - mean
///   Scale      (value - mean) / SD (n - 1); one value only is an error, with ReplaceNa "after" 0
///   Threshold  values below (Above: false: above) it become 0, those that are left 1 with Binarize; Signed: false
///   takes
///              absolute values first. A value equal to the threshold is kept.
///   Product, Sum, And, Or   of aligned variables; missing where one is missing
///   Power, Not, Copy, Rename, Delete, Select (all others go), Replace, Assign (an event whose new duration or onset is
///              missing is absent)
/// A name that is not there makes its outputs missing as well, which is noted in `variables` and is no error here: a
/// condition may be absent from one run. Text where numbers are needed, variables that do not go together, and events
/// without a duration where they are convolved are input errors that name the place in the model.
void apply(const std::vector<Instruction>& instructions, const TransformContext& context, Variables& variables);

/// The columns that the response makes of a variable of events; `name` is theirs. The variable of that name goes.
/// False, with the reason noted, if no event is left to answer to.
bool convolve(const bold::ResponseModel& response, const TransformContext& context, const Variable& events,
              const std::string& name, const Origin& origin, Variables& variables);

}  // namespace attune::statsmodel
