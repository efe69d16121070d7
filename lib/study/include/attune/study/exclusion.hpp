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

/// Two-sided p of Fisher's exact test of a 2 x 2 table: the sum of the probabilities, given the margins, of all tables
/// that are no more probable than this one. Counts are not negative; an empty margin gives 1.
double fisher_exact(std::int64_t a, std::int64_t b, std::int64_t c, std::int64_t d);

}  // namespace attune::study
