#pragma once

#include <vector>

#include "attune/eeg/epochs.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/table.hpp"

namespace attune::eeg {

/// The trial ledger: one row per trial, kept or dropped. Columns trial (1, 2, ... within the table) participant_id
/// session task run condition type onset_s (exact, after the shift) sample (0-based, of time 0) rounding_ms (what
/// going to the nearest sample moved the event by) kept (yes, no) reason channel peak_to_peak_uv.
Table ledger(const Epochs& epochs);
std::vector<ColumnMeaning> ledger_meanings();

/// One row per condition: condition, trials, kept, and one count per reason of dropping that occurs.
Table ledger_summary(const Epochs& epochs);

}  // namespace attune::eeg
