#pragma once

#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "attune/table/table.hpp"

namespace attune {

/// One row of the measures table: a number about one participant, with its unit, how much it rests on and how good it
/// is. Every modality ends here; groups and tests see only this. Empty text is missing (`n/a`).
struct Measure {
  std::string participant_id, session, task, run;
  std::string modality;   ///< fmri, eeg, physio, behaviour
  std::string measure;    ///< psc, mean_amplitude, peak_latency, ...
  std::string site;       ///< region, channel or instrument
  std::string condition;  ///< trial type or contrast
  double value = std::numeric_limits<double>::quiet_NaN();
  std::string unit;
  std::optional<std::int64_t> n;  ///< voxels, trials, beats or items
  double quality = std::numeric_limits<double>::quiet_NaN();
  std::string excluded;  ///< empty or the reason
  std::string source;    ///< the file it was measured on
};

/// The 14 columns in the order of the design: participant_id session task run modality measure site condition value
/// unit n quality excluded source.
Table to_table(const std::vector<Measure>& measures);
/// Back from a table; a missing column is an input error.
std::vector<Measure> to_measures(const Table& table);

/// What a column means, for the JSON sidecar.
struct ColumnMeaning {
  std::string column;
  std::string meaning;
  std::string unit;  ///< empty: none
};
/// Meanings of the 14 columns; `quality` says what it is in this table (coverage, SME, ...).
std::vector<ColumnMeaning> measure_meanings(const std::string& quality, const std::string& counted);

}  // namespace attune
