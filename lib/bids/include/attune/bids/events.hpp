#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/base/units.hpp"
#include "attune/table/table.hpp"

namespace attune::bids {

/// One row of an events.tsv.
struct Event {
  Seconds onset{0};                       ///< from the start of the recording; may be negative
  Seconds duration{0};                    ///< NaN where the file says n/a
  std::optional<std::string> trial_type;  ///< absent where the file says n/a: such a row is no condition
  std::size_t row = 0;                    ///< in `Events::table`
};

/// The events of one run, in order of onset.
struct Events {
  std::filesystem::path path;
  std::vector<Event> events;
  std::size_t without_type = 0;   ///< events whose trial_type is n/a
  std::size_t without_onset = 0;  ///< rows whose onset is n/a: they are no events
  Table table;                    ///< all columns as read
  Warnings warnings;              ///< rows without onset, out of order or given twice, events of one type that overlap

  /// Trial types in order of their names, each with its number of events.
  std::vector<std::pair<std::string, std::size_t>> conditions() const;
  /// The events of one trial type; an unknown one is an input error that suggests the nearest known one.
  std::vector<Event> of(std::string_view trial_type) const;
};

/// Reads an events.tsv: `onset` and `duration` in seconds are needed, both are numbers or n/a, durations are not
/// negative. A row without an onset did not happen at a known time: it is counted and warned of, and is no event.
/// Without a `trial_type` column every event lacks a type. `type_column` names another column to take the types from
/// ("value", "stim_type").
Events read_events(const std::filesystem::path& path, std::string_view type_column = "trial_type");
Events parse_events(std::string_view text, const std::filesystem::path& path,
                    std::string_view type_column = "trial_type");

}  // namespace attune::bids
