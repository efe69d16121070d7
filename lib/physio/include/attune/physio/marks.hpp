#pragma once

#include <limits>
#include <string>
#include <vector>

#include "attune/table/measures.hpp"
#include "attune/table/table.hpp"

namespace attune::physio {

/// One thing that happened in a channel: a beat, a breath, a skin conductance response, a blink. Whatever finds such
/// things returns these, so that those of several channels can be laid in one table.
struct Mark {
  double time_s = 0;                                        ///< on the clock of the events
  std::string kind;                                         ///< "beat", "inhale", "exhale", "scr", "blink", ...
  std::string channel;                                      ///< name of the channel it was found in
  double value = std::numeric_limits<double>::quiet_NaN();  ///< its size, NaN where it has none
  std::string unit;                                         ///< of the value; empty: none
  std::string note;                                         ///< what there is to say, such as "corrected"
};

/// The columns time_s kind channel value unit note, a row per mark in order of time; marks at one time keep their
/// order. Empty text is n/a.
Table to_table(std::vector<Mark> marks);
/// What the columns mean, for the JSON sidecar.
std::vector<ColumnMeaning> mark_meanings();

}  // namespace attune::physio
