#pragma once

#include "attune/physio/recording.hpp"
#include "attune/table/record.hpp"

namespace attune::physio {

/// What a recording holds, for `attune inspect`: format, and in the order of its channels their names, kinds, units
/// ("n/a": none), rates, starts, durations, shares of missing samples, smallest and largest values (in the unit beside
/// them); the types of its events with their numbers; the number of warnings.
Record summarise(const Recording& recording);

}  // namespace attune::physio
