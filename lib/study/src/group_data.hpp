#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/eeg/evoked.hpp"
#include "attune/study/exclusion.hpp"
#include "attune/study/study_file.hpp"
#include "attune/study/unit.hpp"
#include "attune/study/unit_messages.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/table.hpp"

namespace attune::study {

/// What the participant level made of the recordings that the study has now.
struct UnitData {
  std::vector<std::filesystem::path> records;  ///< of the finished units
  std::vector<Measure> measures;
  std::vector<Exclusion> exclusions;
  std::vector<UnitMessage> failures;          ///< of units that could not be measured
  std::vector<std::filesystem::path> evoked;  ///< files of averages
  Warnings warnings;
};
UnitData read_units(const Study& study, const RunOptions& options);

/// A participant at group level.
struct Person {
  std::string participant_id;
  std::string group;                 ///< empty if none
  std::vector<std::string> reasons;  ///< why the participant is left out; empty: kept
  std::vector<double> scores;        ///< as `Study::scores`
  std::vector<std::string> covariates;
  std::vector<double> values;                ///< as `Study::measures`
  std::vector<std::string> missing_because;  ///< per measure
  bool kept() const { return reasons.empty(); }
};

/// The participants of participants.tsv and of the measures, with groups, scores, values and reasons.
std::vector<Person> gather_people(const Study& study, const RunOptions& options, const UnitData& data,
                                  Warnings& warnings);

/// The number that a measure of the study takes from a participant's rows; NaN with a reason if there is none.
struct ValueOrReason {
  double value;
  std::string reason;
};
ValueOrReason combine(const StudyMeasure& measure, const std::vector<const Measure*>& rows);

/// Adds the reasons of the study's exclusion rules.
void apply_exclusion_rules(const Study& study, const RunOptions& options, const UnitData& data,
                           std::vector<Person>& people);

/// One row per participant.
Table values_table(const Study& study, const std::vector<Person>& people);
std::vector<ColumnMeaning> values_meanings(const Study& study);

/// Participants by reason and group, with Fisher's exact test of left out against kept where there are two groups.
Table count_exclusions(const Study& study, const std::vector<Person>& people);

/// Tests and claims on the table of values.
struct Hypotheses {
  std::vector<Record> results, claims;
  Warnings warnings;
};
Hypotheses test_hypotheses(const Study& study, const Table& values, parallel::Threads threads);

/// Average waveforms of the kept participants per component, condition and group, with a 95 % band.
Table group_waveforms(const Study& study, const UnitData& data, const std::vector<Person>& people);
std::vector<ColumnMeaning> waveform_meanings();

}  // namespace attune::study
