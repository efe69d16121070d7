#pragma once

#include <string>

#include "attune/statsmodel/instruction.hpp"
#include "json_document.hpp"

namespace attune::statsmodel {

/// One element of `Transformations.Instructions`.
Instruction parse_instruction(const JsonView& view);

/// "spm", "glover", "gamma" or "fir", followed by "+ derivative" and "+ dispersion"; `view` is where it stands. `afni`
/// and other names are input errors.
bold::ResponseModel parse_response(const JsonView& view);
/// Makes the response `fir` with these delays, in volumes: 0, 1, 2 .. without a gap.
void read_delays(const JsonView& view, bold::ResponseModel& response);

}  // namespace attune::statsmodel
