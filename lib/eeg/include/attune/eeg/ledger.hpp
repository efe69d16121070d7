#pragma once

#include <vector>

#include "attune/eeg/epochs.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/table.hpp"

namespace attune::eeg {

/// The trial ledger: one row per trial, kept or dropped. Columns trial (1, 2, ... within the table) participant_id
/// session task run condition type onset_s (exact, after the shift) sample (0-based, of time 0) rounding_ms (what
/// going to the nearest sample moved the event by) kept (yes, no) reason channel peak_to_peak_uv, and, where
/// a trial has such a value, step_uv, trend_uv and interpolated.
Table ledger(const Epochs& epochs);
/// Meanings of its columns: those that are always there, or those of the ledger of these epochs.
std::vector<ColumnMeaning> ledger_meanings();
std::vector<ColumnMeaning> ledger_meanings(const Epochs& epochs);

/// One row per condition: condition, trials, kept, and one count per reason of dropping that occurs.
Table ledger_summary(const Epochs& epochs);

}  // namespace attune::eeg
