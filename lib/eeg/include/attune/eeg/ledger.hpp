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

/// Drops the kept trials that another ledger drops (`kept` no, or a reason in `excluded`); its `reason` becomes theirs.
/// A row is about a trial if participant, session, task and run agree where both name them, the condition agrees unless
/// the table is one of several modalities (columns <modality>_kept) or has none, and the onsets differ by no more than
/// `tolerance`. Trials without a row stay; warnings count them and the dropping rows that fit no trial. No row for any
/// trial is an input error, and so are a table without `onset_s` (or `onset`) and one with neither `kept` nor
/// `excluded`.
void apply_ledger(Epochs& epochs, const Table& other, Milliseconds tolerance = Milliseconds(20));

/// One row per condition: condition, trials, kept, and one count per reason of dropping that occurs.
Table ledger_summary(const Epochs& epochs);

}  // namespace attune::eeg
