#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "attune/table/measures.hpp"
#include "attune/table/table.hpp"

namespace attune::study {

/// Something that was left out, with its reason: a counted row. Empty text is `n/a`.
struct Exclusion {
  std::string participant_id, group, session, task, run;
  std::string what;       ///< participant, measure, run, region, volume, voxel or trial
  std::string condition;  ///< trials: their condition; regions and measures: their name
  std::string reason;
  std::int64_t count = 0;
  std::int64_t of = 0;  ///< how many there were
};

/// Columns participant_id group session task run what condition reason count of.
Table to_table(const std::vector<Exclusion>& exclusions);
std::vector<Exclusion> to_exclusions(const Table& table);
std::vector<ColumnMeaning> exclusion_meanings();

}  // namespace attune::study
