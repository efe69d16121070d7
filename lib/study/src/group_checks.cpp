#include "group_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "attune/base/number_text.hpp"
#include "attune/base/shell_word.hpp"
#include "attune/bids/tables.hpp"
#include "attune/checks/balance.hpp"
#include "attune/checks/duplicates.hpp"
#include "attune/checks/median_split.hpp"
#include "unit_record.hpp"

namespace attune::study {
namespace {

/// What makes two groups: a column and two of its values.
struct Grouping {
  std::string by;
  std::array<std::string, 2> levels;
  bool operator==(const Grouping&) const = default;
};

/// The groups that the study compares; without a comparison those it names, if they are two.
std::vector<Grouping> groupings(const Study& study) {
  std::vector<Grouping> all;
  for (const StudyTest& test : study.tests) {
    if (test.kind != StudyTest::Kind::compare) continue;
    const Grouping grouping{test.by, {test.levels[0], test.levels[1]}};
    if (std::find(all.begin(), all.end(), grouping) == all.end()) all.push_back(grouping);
  }
  if (all.empty() && study.group.levels.size() == 2)
    all.push_back({"group", {study.group.levels[0], study.group.levels[1]}});
  return all;
}

bool has_both(const Table& table, const Grouping& grouping) {
  const std::vector<std::string> cells = table.text(grouping.by), excluded = table.text("excluded");
  std::array<bool, 2> there{false, false};
  for (std::size_t row = 0; row < table.rows(); ++row)
    for (std::size_t g = 0; g < 2; ++g)
      if (is_missing(excluded[row]) && cells[row] == grouping.levels[g]) there[g] = true;
  return there[0] && there[1];
}

void take(const checks::Balance& balance, const std::string& by, GroupChecks& all) {
  for (const Record& record : balance.records) {
    Record row{{"check", std::string("balance")}, {"by", by}};
    row.insert(row.end(), record.begin(), record.end());
    all.records.push_back(std::move(row));
  }
  all.warnings.insert(all.warnings.end(), balance.warnings.begin(), balance.warnings.end());
}

void check_balance(const Study& study, const Grouping& grouping, const Table& quality,
                   const std::vector<Person>& people, parallel::Threads threads, GroupChecks& all) {
  checks::BalanceOptions options;
  options.seed = {study.seed};
  options.threads = threads;
  std::vector<std::string> columns;
  for (const std::string& name : quality.names())
    if (name != "participant_id" && name != "group" && name != "excluded" && name != grouping.by)
      columns.push_back(name);
  if (has_both(quality, grouping))
    take(checks::balance(quality, grouping.by, grouping.levels, columns, options), grouping.by, all);
  if (grouping.by != "group") return;
  std::array<stats::Count, 2> left_out;
  for (const Person& person : people)
    for (std::size_t g = 0; g < 2; ++g)
      if (person.group == grouping.levels[g]) {
        ++left_out[g].n;
        if (!person.kept()) ++left_out[g].successes;
      }
  if (left_out[0].n > 0 && left_out[1].n > 0)
    take(checks::balance_of_shares("participants left out", grouping.levels, left_out, options), grouping.by, all);
}

/// Scores, covariates and the numeric columns of participants.tsv and of the table that the groups come from.
Table scores_table(const Study& study, const RunOptions& options, const Table& values) {
  Table table = values;
  for (const StudyMeasure& measure : study.measures) table.remove(measure.name);
  const std::vector<std::string> ids = values.text("participant_id");
  for (const std::string& file : {std::string("participants.tsv"), study.group.from}) {
    if (!std::filesystem::exists(options.dataset / file)) continue;
    const bids::Participants known = bids::read_participants(options.dataset / file);
    for (const std::string& name : known.table.names()) {
      if (table.has(name) || !known.table.is_numeric(name)) continue;
      const std::vector<std::string> cells = known.table.text(name);
      Column::Text column;
      for (const std::string& id : ids) {
        const auto row = known.row_of(id.substr(4));
        column.push_back(row ? cells[*row] : "n/a");
      }
      table.add(name, column);
    }
  }
  return table;
}

void check_splits(const Study& study, const RunOptions& options, const Grouping& grouping, const Table& values,
                  const Table& scores, GroupChecks& all) {
  for (const checks::MedianSplit& split : checks::median_splits(scores, grouping.by, grouping.levels)) {
    std::string command_table = shell_word((options.output / "group/values.tsv").string());
    if (!values.has(split.column)) {
      const bool own = std::filesystem::exists(options.dataset / "participants.tsv") &&
                       bids::read_participants(options.dataset / "participants.tsv").table.has(split.column);
      command_table +=
          " --join " + shell_word((options.dataset / (own ? "participants.tsv" : study.group.from)).string());
    }
    const std::string value = study.measures.empty() ? "VALUE" : study.measures.front().name;
    const std::string words = checks::describe(split, command_table, value);
    all.records.push_back(check_row("median split", grouping.by, split.column, "median split", words));
    all.warnings.push_back(words);
  }
}

void check_duplicates(const Study& study, const Table& values, GroupChecks& all) {
  std::vector<std::string> columns;
  for (const ScoreRule& score : study.scores) columns.push_back(score.name);
  for (const StudyMeasure& measure : study.measures) columns.push_back(measure.name);
  for (const checks::Duplicate& pair : checks::duplicate_people(values, "participant_id", columns)) {
    all.records.push_back(
        check_row("duplicates", "n/a", pair.first + ", " + pair.second, "duplicate", checks::describe(pair)));
    all.warnings.push_back(checks::describe(pair));
  }
}

}  // namespace

Record check_row(const std::string& check, const std::string& by, const std::string& about, const std::string& flag,
                 const std::string& reading) {
  return {{"check", check}, {"by", by}, {"column", about}, {"flag", flag}, {"reading", reading}};
}

GroupChecks check_groups(const Study& study, const RunOptions& options, const UnitData& data,
                         const std::vector<Person>& people, const Table& values) {
  GroupChecks all;
  const Table quality = quality_table(study, options, data, people);
  const Table scores = scores_table(study, options, values);
  for (const Grouping& grouping : groupings(study)) {
    check_balance(study, grouping, quality, people, options.threads, all);
    check_splits(study, options, grouping, values, scores, all);
  }
  check_duplicates(study, values, all);
  return all;
}

void refuse_shared_recordings(const UnitData& data) {
  std::map<std::string, std::pair<std::string, std::filesystem::path>> owners;  // by SHA-256: participant and file
  for (const std::filesystem::path& path : data.records) {
    const UnitRecord record = read_record(path);
    if (record.inputs.empty()) continue;
    // The recording is the largest file of an EEG run and the first of an fMRI run.
    const auto largest = std::max_element(record.inputs.begin(), record.inputs.end(),
                                          [](const auto& a, const auto& b) { return a.bytes < b.bytes; });
    const store::InputFile& file = record.mask.empty() ? *largest : record.inputs.front();
    const std::string participant = record.unit.substr(0, record.unit.find('/'));
    const auto [known, fresh] = owners.emplace(file.sha256, std::pair(participant, file.path));
    if (!fresh && known->second.first != participant)
      throw input_error(file.path,
                        fmt::format("and {} are the same recording, byte for byte, but of {} and {}; remove "
                                    "one of the two",
                                    known->second.second.generic_string(), participant, known->second.first));
  }
}

std::vector<ColumnMeaning> check_meanings() {
  std::vector<ColumnMeaning> all{{"check", "balance, median split, duplicates, interaction, spread or circular", ""},
                                 {"by", "what makes the groups", ""}};
  for (const ColumnMeaning& meaning : checks::balance_meanings()) all.push_back(meaning);
  return all;
}

}  // namespace attune::study
