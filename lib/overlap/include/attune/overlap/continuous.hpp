#pragma once

#include <filesystem>
#include <optional>

#include "attune/eeg/recording.hpp"
#include "attune/table/table.hpp"

namespace attune::overlap {

/// Reads a recording with its BIDS companions (`eeg::read_bids_recording`), or `alone` without them. With an events
/// table its events are that table's, at their place between the recording's gaps; a row in a gap is dropped with a
/// warning.
eeg::Recording read_continuous(const std::filesystem::path& path, bool alone, const std::optional<Table>& events);

}  // namespace attune::overlap
