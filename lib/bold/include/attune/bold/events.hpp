#pragma once

#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/base/units.hpp"
#include "attune/table/table.hpp"

namespace attune::bold {

/// One event of a run, on the clock of the run's first volume.
struct Event {
  Seconds onset{0};
  Seconds duration{0};
  std::string trial_type;
};

/// The events of a run, in order of onset.
struct Events {
  std::vector<Event> events;
  Warnings warnings;  ///< such as rows whose trial type is `n/a`, which are no condition
};

/// Events from the columns `onset`, `duration` and `trial_type` (or another column for the type) of an events table. A
/// missing onset, a missing or negative duration and two events of one type at one onset are input errors.
Events to_events(const Table& table, const std::string& type_column = "trial_type");

}  // namespace attune::bold
