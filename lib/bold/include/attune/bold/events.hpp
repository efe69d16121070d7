#pragma once

#include <cstddef>
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
  std::vector<double> modulation{};  ///< one value for each of `Events::modulators`
  std::size_t row = 0;               ///< of the table it came from, from 0
  std::string place{};               ///< for messages: "events.tsv:7"
};

struct EventOptions {
  std::string type_column = "trial_type";
  std::vector<std::string> modulators;  ///< columns with a number per event, such as a rating
  /// What happens to a row whose type is `n/a`, which is no condition: left out and counted, or an input error.
  enum class Untyped { drop, refuse } untyped = Untyped::drop;
};

/// The events of a run, in order of onset, then of trial type.
struct Events {
  std::vector<Event> events;
  std::vector<std::string> modulators;  ///< names of `Event::modulation`
  Warnings warnings;                    ///< such as rows whose trial type is `n/a`
};

/// Events from the columns `onset`, `duration` and the type column of an events table. A missing onset, a missing or
/// negative duration and two events of one type at one onset are input errors that name the line, or both lines. A
/// missing modulator is NaN here, since it may belong to other conditions, and an error of `make_design` that names the
/// line where the model asks for it.
Events to_events(const Table& table, const EventOptions& options = {});

}  // namespace attune::bold
