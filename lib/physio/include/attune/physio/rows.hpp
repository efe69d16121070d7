#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include "attune/physio/windows.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/table.hpp"

namespace attune::physio {

/// The rows with participant_id, session, task, run and source of the recording, as `row_of` takes them from its name.
std::vector<Measure> with_labels(std::vector<Measure> rows, const std::filesystem::path& recording);

/// A table of trials with participant_id, session, task and run of the recording before its own columns, n/a where its
/// name does not say, so that it joins with the ledgers of other modalities.
Table with_labels(const Table& trials, const std::filesystem::path& recording);
/// What those columns mean, before `own`.
std::vector<ColumnMeaning> label_meanings(std::vector<ColumnMeaning> own);

/// A measures table of single windows, the same number of rows for each in their order, with the columns window (its
/// number within the condition), from_s and to_s. Another number of rows is an internal error.
Table with_windows(const std::vector<Measure>& rows, std::span<const Window> windows);
/// What the columns mean: those of `measure_meanings` and the three.
std::vector<ColumnMeaning> window_meanings(const std::string& quality, const std::string& counted);

}  // namespace attune::physio
