#pragma once

#include <string>
#include <string_view>

#include "attune/physio/recording.hpp"

namespace attune::physio {

/// What a channel measures by its name ("ECG", "MLII", "A2 EDABIT", "respiratory"), or `other`. `about` (a
/// description) decides where the name is "cardiac": an ECG where it or the unit says so, else a pulse wave, as BIDS
/// has it.
Kind kind_by_name(std::string_view name, std::string_view unit = {}, std::string_view about = {});

/// Converts samples to the unit that channels have: potentials to V, conductance to uS, diameters to mm, temperatures
/// to degC. Other units stay as they are; "arbitrary" and the like are no unit.
void to_canonical_unit(Channel& channel);

}  // namespace attune::physio
