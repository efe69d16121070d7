#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/bids/dataset.hpp"
#include "attune/study/exclusion.hpp"
#include "attune/study/study_file.hpp"
#include "attune/study/unit.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/record.hpp"
#include "attune/table/table.hpp"

namespace attune::study {

/// What the group level made.
struct GroupResult {
  std::vector<Measure> measures;      ///< of all participants
  Table values;                       ///< one row per participant: group, scores, covariates, measures, excluded
  std::vector<Exclusion> exclusions;  ///< of participants, and all that the participant level left out
  Table exclusion_counts;             ///< participants by reason and group, with Fisher's test of the balance
  std::vector<Record> results;        ///< one per test
  std::vector<Record> claims;         ///< one per claim, with its verdict
  Warnings warnings;
};

/// Puts the participants' results together and tests the hypotheses. Reads what `run_participants` wrote into
/// `options.output`, participants.tsv and the phenotype tables, nothing else; results of other parameters or another
/// version of attune, and participants whose recordings were not measured, are input errors and exclusions. Writes
/// `measures.tsv`, `exclusions.tsv` and `group/` (values, exclusion_counts, results, claims, waveforms) with sidecars;
/// the same input gives the same bytes.
GroupResult run_group(const Study& study, const RunOptions& options);

}  // namespace attune::study
