#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/study/study_file.hpp"
#include "attune/study/unit.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/record.hpp"
#include "attune/table/table.hpp"
#include "group_data.hpp"

namespace attune::study {

/// Rows of group/checks.tsv and what is worth a warning.
struct GroupChecks {
  std::vector<Record> records;
  Warnings warnings;
};

/// One row per participant with what could make groups differ for another reason than the study's question: group,
/// covariates, site, scanner, sex and age of participants.tsv; fMRI: mean_fd, coverage, tsnr and volumes_kept; EEG:
/// sme, trials and kept_share of what the study measures. Means over runs, volumes added up; the last column is
/// `excluded`.
Table quality_table(const Study& study, const RunOptions& options, const UnitData& data,
                    const std::vector<Person>& people);

/// Whether the groups of every comparison differ in quality, in who was left out and in what is known of the
/// participants; groups that are a score split at its median; participants who are probably one person.
GroupChecks check_groups(const Study& study, const RunOptions& options, const UnitData& data,
                         const std::vector<Person>& people, const Table& values);

/// Two participants with the same recording are an input error that names both.
void refuse_shared_recordings(const UnitData& data);

/// Tests of one family (the same kind of measure and the same groups, another condition or another site) of which one
/// is significant and another is not: a warning with the interaction, which is what says whether they differ.
GroupChecks compare_significance(const Study& study, const RunOptions& options, const Table& values,
                                 const Hypotheses& hypotheses);

/// The values of the kept participants, a row per participant and measure, for models with several measures.
Table long_values(const Study& study, const Table& values);
std::vector<ColumnMeaning> long_values_meanings(const Study& study);

/// Columns of checks.tsv.
std::vector<ColumnMeaning> check_meanings();

/// A row about something else than the balance of a column.
Record check_row(const std::string& check, const std::string& by, const std::string& about, const std::string& flag,
                 const std::string& reading);

}  // namespace attune::study
