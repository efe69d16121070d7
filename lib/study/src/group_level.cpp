#include "attune/study/group_level.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "attune/base/files.hpp"
#include "attune/store/provenance.hpp"
#include "attune/table/delimited.hpp"
#include "group_checks.hpp"
#include "group_data.hpp"
#include "group_meanings.hpp"
#include "group_record.hpp"
#include "plan_lock.hpp"
#include "study_check.hpp"
#include "study_folder.hpp"
#include "unit_record.hpp"

namespace attune::study {
namespace {

/// Writes the tables of the group level and remembers which.
class TableWriter {
 public:
  explicit TableWriter(std::filesystem::path output) : output_(std::move(output)) {}
  void operator()(const char* name, const Table& table, const std::vector<ColumnMeaning>& meanings) {
    write_table(output_ / name, table, Overwrite::allow);
    std::vector<ColumnMeaning> present;  // of the columns that are there, in their order
    for (const Column& column : table.columns())
      for (const ColumnMeaning& meaning : meanings)
        if (meaning.column == column.name) present.push_back(meaning);
    store::write_sidecar(output_ / name, present, Overwrite::allow);
    written_.push_back(output_ / name);
  }
  void text(const char* name, const std::string& content) {
    write_text(output_ / name, content, Overwrite::allow);
    written_.push_back(output_ / name);
  }
  const std::vector<std::filesystem::path>& written() const { return written_; }

 private:
  std::filesystem::path output_;
  std::vector<std::filesystem::path> written_;
};

std::vector<Exclusion> all_exclusions(const Study& study, const std::vector<Person>& people, const UnitData& data) {
  std::vector<Exclusion> rows;
  const auto add = [&](const Person& person, const char* what, const std::string& about, const std::string& reason) {
    Exclusion row;
    row.participant_id = person.participant_id;
    row.group = person.group;
    row.what = what;
    row.condition = about;
    row.reason = reason;
    row.count = row.of = 1;
    rows.push_back(row);
  };
  for (const Person& person : people) {
    for (const std::string& reason : person.reasons) add(person, "participant", "", reason);
    if (!person.kept()) continue;
    for (std::size_t m = 0; m < study.measures.size(); ++m)
      if (!person.missing_because[m].empty()) add(person, "measure", study.measures[m].name, person.missing_because[m]);
  }
  for (Exclusion row : data.exclusions) {
    for (const Person& person : people)
      if (person.participant_id == row.participant_id) row.group = person.group;
    rows.push_back(std::move(row));
  }
  return rows;
}

/// A table of no records still has a header, so that it can be read.
Table rows_of(const std::vector<Record>& records) {
  Table table = attune::to_table(std::span<const Record>(records));
  if (records.empty()) table.add("name", Column::Text{});
  return table;
}

void write_all(const Study& study, const GroupResult& result, TableWriter& write) {
  write("measures.tsv", attune::to_table(result.measures),
        measure_meanings("fmri: coverage, the share of the region's voxels that were used; eeg: standardised "
                         "measurement error in the unit of the value",
                         "voxels, volumes or trials"));
  write("exclusions.tsv", to_table(result.exclusions), exclusion_meanings());
  write("group/values.tsv", result.values, values_meanings(study));
  write("group/values_long.tsv", long_values(study, result.values), long_values_meanings(study));
  write("group/exclusion_counts.tsv", result.exclusion_counts, count_meanings(study));
  write("group/results.tsv", rows_of(result.results), result_meanings());
  write("group/claims.tsv", rows_of(result.claims), claim_meanings());
  write("group/checks.tsv", rows_of(result.checks), check_meanings());
  write.text("group/statistics.json", to_json(result.results, false));
}

/// The plan as it is kept, before a group's label is read.
KeptPlan planned(const Study& study, const RunOptions& options) {
  const std::optional<roi::Atlas> atlas = checked_atlas(study);
  if (options.lock && study.fmri)
    check_conditions(study, options, open_datasets(study, options), plan_units(study, options));
  return keep_plan(study, options, atlas ? hashed(atlas->inputs) : std::vector<store::InputFile>{}, Level::group);
}

/// Says of every test and claim, in second place, whether it was planned.
void add_status(const KeptPlan& plan, GroupResult& result) {
  for (Record& row : result.results)
    row.insert(row.begin() + 1, {"status", plan.status_of_test(std::get<std::string>(row.front().second))});
  for (Record& row : result.claims)
    row.insert(row.begin() + 1, {"status", plan.status_of_claim(std::get<std::string>(row.front().second))});
}

void take(GroupChecks checks, GroupResult& result) {
  result.checks.insert(result.checks.end(), checks.records.begin(), checks.records.end());
  result.warnings.insert(result.warnings.end(), checks.warnings.begin(), checks.warnings.end());
}

void check_atlas(const Study& study, const RunOptions& options, GroupResult& result) {
  for (const std::string& words : refuse_circular_atlas(checked_atlas(study), options, plan_units(study, options)))
    take({{check_row("circular", "n/a", study.fmri->atlas, "circular", words)}, {words}}, result);
}

std::filesystem::path measures_beside(const std::filesystem::path& record) {
  const std::string name = record.filename().string();
  return record.parent_path() / (name.substr(0, name.size() - std::string("unit.json").size()) + "measures.tsv");
}

}  // namespace

GroupResult run_group(const Study& study, const RunOptions& options) {
  const KeptPlan plan = planned(study, options);
  // Without a record nobody takes the tables of an interrupted or failed group level for a finished whole.
  drop_group_record(options.output);
  check_study(study, options);
  UnitData data = read_units(study, options);
  refuse_shared_recordings(data);
  prepare_folder(study, options);
  GroupResult result;
  result.warnings = data.warnings;
  check_atlas(study, options, result);
  const std::vector<Person> people = gather_people(study, options, data, result.warnings);
  result.values = values_table(study, people);
  result.exclusions = all_exclusions(study, people, data);
  result.exclusion_counts = count_exclusions(study, people);
  Hypotheses hypotheses = test_hypotheses(study, result.values, options.threads);
  result.warnings.insert(result.warnings.end(), hypotheses.warnings.begin(), hypotheses.warnings.end());
  take(check_groups(study, options, data, people, result.values), result);
  take(compare_significance(study, options, result.values, hypotheses), result);
  result.results = std::move(hypotheses.results);
  result.claims = std::move(hypotheses.claims);
  add_status(plan, result);
  for (const std::filesystem::path& record : data.records) result.inputs.push_back(measures_beside(record));
  result.measures = std::move(data.measures);
  TableWriter write(options.output);
  write_all(study, result, write);
  if (study.eeg) write("group/waveforms.tsv", group_waveforms(study, data, people), waveform_meanings());
  std::vector<std::filesystem::path> written = write.written();
  if (plan.lock.locked) written.push_back(lock_path(options.output));
  write_group_record(study, options.output, data.records, written);
  return result;
}

}  // namespace attune::study
