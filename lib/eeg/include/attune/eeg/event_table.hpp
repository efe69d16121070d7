#pragma once

#include <vector>

#include "attune/base/units.hpp"
#include "attune/eeg/recording.hpp"
#include "attune/table/table.hpp"

namespace attune::eeg {

/// Events from a BIDS events.tsv: `onset` and `duration` in seconds from the start of the data, kept exact (not
/// rounded to samples); the type is `trial_type`, or `value` where there is no such column; `kind` is its kind. All
/// other columns become fields of the event; missing cells become no field. A `sample` column is not used. Rows may be
/// in any order; the result is in order of onset. A missing onset is an input error that names the line; an event
/// without a type is of type `n/a`; its other fields can be asked for.
std::vector<Event> events_from_table(const Table& table, Hertz sampling_frequency);

}  // namespace attune::eeg
