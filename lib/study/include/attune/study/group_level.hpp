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
  std::vector<Record> checks;         ///< what may make the groups differ otherwise, and other guards
  std::vector<std::filesystem::path> inputs;  ///< the tables of measures that were put together
  Warnings warnings;
};

/// Puts the participants' results together and tests the hypotheses. Of what `run_participants` wrote into
/// `options.output` only the recordings count that the dataset and the study file have now; finished ones of others are
/// left out with a warning. Beside these results it reads participants.tsv, the phenotype tables and the events;
/// results of other parameters or another version of attune, and results altered since, are input errors; runs and
/// participants that were not measured are exclusions. Writes `measures.tsv`, `exclusions.tsv` and `group/` (values,
/// values_long, exclusion_counts, results, claims, checks, waveforms) with sidecars, and last `group/group.json`,
/// without which the tables are not of one piece; the same input gives the same bytes.
GroupResult run_group(const Study& study, const RunOptions& options);

}  // namespace attune::study
