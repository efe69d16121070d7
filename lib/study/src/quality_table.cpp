#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "attune/base/number_text.hpp"
#include "attune/bids/tables.hpp"
#include "attune/table/delimited.hpp"
#include "group_checks.hpp"

namespace attune::study {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Numbers per participant that become one column: their mean, or their sum.
class PerPerson {
 public:
  void add(const std::string& participant, double value) {
    if (std::isnan(value)) return;
    auto& [sum, count] = numbers_[participant];
    sum += value;
    count += 1.0;
  }
  bool empty() const { return numbers_.empty(); }
  Column::Numbers cells(const std::vector<Person>& people, bool mean) const {
    Column::Numbers column;
    for (const Person& person : people) {
      const auto found = numbers_.find(person.participant_id);
      if (found == numbers_.end())
        column.push_back(kNaN);
      else
        column.push_back(mean ? found->second.first / found->second.second : found->second.first);
    }
    return column;
  }

 private:
  std::map<std::string, std::pair<double, double>> numbers_;
};

bool measures_it(const StudyMeasure& measure, const Measure& row) {
  return row.modality == measure.modality && row.measure == measure.row_measure() &&
         row.condition == measure.condition &&
         (measure.sites.empty() ||
          std::find(measure.sites.begin(), measure.sites.end(), row.site) != measure.sites.end());
}

/// The sites the study measures.
std::set<std::string> sites_of(const Study& study) {
  std::set<std::string> sites;
  for (const StudyMeasure& measure : study.measures) sites.insert(measure.sites.begin(), measure.sites.end());
  return sites;
}

/// tSNR of the measured regions, from the coverage tables beside the records of the runs.
PerPerson signal_to_noise(const Study& study, const RunOptions& options, const UnitData& data) {
  const std::set<std::string> sites = sites_of(study);
  PerPerson column;
  for (const std::filesystem::path& record : data.records) {
    std::string name = record.filename().string();
    name = name.substr(0, name.size() - std::string("_unit.json").size()) + "_coverage.tsv";
    const std::filesystem::path path = record.parent_path() / name;
    if (!std::filesystem::exists(path)) continue;
    const Table table = read_table(path);
    const std::vector<std::string> regions = table.text("region");
    const std::vector<double> values = table.numbers("tsnr");
    const std::string participant = record.lexically_relative(options.output).begin()->string();
    for (std::size_t row = 0; row < table.rows(); ++row)
      if (sites.count(regions[row]) > 0) column.add(participant, values[row]);
  }
  return column;
}

void add_imaging(const Study& study, const RunOptions& options, const UnitData& data, const std::vector<Person>& people,
                 Table& table) {
  PerPerson motion, volumes, coverage;
  for (const Measure& row : data.measures) {
    if (row.modality != "fmri") continue;
    if (row.measure == "mean_fd") motion.add(row.participant_id, row.value);
    if (row.measure == "censored_share" && row.n)
      volumes.add(row.participant_id, std::round(static_cast<double>(*row.n) * (1.0 - row.value)));
    for (const StudyMeasure& measure : study.measures)
      if (measures_it(measure, row)) coverage.add(row.participant_id, row.quality);
  }
  if (!motion.empty()) table.add("mean_fd", motion.cells(people, true));
  if (!volumes.empty()) table.add("volumes_kept", volumes.cells(people, false));
  if (!coverage.empty()) table.add("coverage", coverage.cells(people, true));
  const PerPerson tsnr = signal_to_noise(study, options, data);
  if (!tsnr.empty()) table.add("tsnr", tsnr.cells(people, true));
}

void add_recordings(const Study& study, const UnitData& data, const std::vector<Person>& people, Table& table) {
  std::set<std::string> conditions;
  for (const StudyMeasure& measure : study.measures) {
    if (measure.modality != "eeg") continue;
    conditions.insert(measure.condition);
    PerPerson error;
    for (const Measure& row : data.measures)
      if (measures_it(measure, row)) error.add(row.participant_id, row.quality);
    if (!error.empty()) table.add("sme of " + measure.name, error.cells(people, true));
  }
  for (const std::string& condition : conditions)
    for (const char* what : {"trials", "kept_share"}) {
      PerPerson column;
      for (const Measure& row : data.measures)
        if (row.modality == "eeg" && row.measure == what && row.condition == condition)
          column.add(row.participant_id, row.value);
      if (!column.empty())
        table.add(fmt::format("{} of {}", what, condition), column.cells(people, std::string(what) == "kept_share"));
    }
}

void add_bodies(const Study& study, const UnitData& data, const std::vector<Person>& people, Table& table) {
  for (const StudyMeasure& measure : study.measures) {
    if (measure.modality != "physio") continue;
    PerPerson artefacts;
    for (const Measure& row : data.measures)
      if (measures_it(measure, row)) artefacts.add(row.participant_id, row.quality);
    if (!artefacts.empty()) table.add("artefact share of " + measure.name, artefacts.cells(people, true));
  }
}

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

/// Columns of participants.tsv that are about where, with what and on whom.
void add_participants(const RunOptions& options, const std::vector<Person>& people, Table& table) {
  static const std::set<std::string> kWanted{"site",   "scanner", "rig",  "amplifier", "sex",
                                             "gender", "age",     "hand", "handedness"};
  const std::filesystem::path path = options.dataset / "participants.tsv";
  if (!std::filesystem::exists(path)) return;
  const bids::Participants known = bids::read_participants(path);
  for (const std::string& name : known.table.names()) {
    if (kWanted.count(lower(name)) == 0 || table.has(name)) continue;
    const std::vector<std::string> cells = known.table.text(name);
    Column::Text column;
    for (const Person& person : people) {
      const auto row = known.row_of(person.participant_id.substr(4));
      column.push_back(row ? cells[*row] : "n/a");
    }
    table.add(name, column);
  }
}

}  // namespace

Table quality_table(const Study& study, const RunOptions& options, const UnitData& data,
                    const std::vector<Person>& people) {
  const auto text = [&](const auto& of) {
    Column::Text column;
    for (const Person& person : people) column.push_back(of(person).empty() ? "n/a" : of(person));
    return column;
  };
  Table table;
  table.add("participant_id", text([](const Person& person) { return person.participant_id; }));
  table.add("group", text([](const Person& person) { return person.group; }));
  for (std::size_t i = 0; i < study.covariates.size(); ++i)
    table.add(study.covariates[i], text([&](const Person& person) { return person.covariates[i]; }));
  add_imaging(study, options, data, people, table);
  add_recordings(study, data, people, table);
  add_bodies(study, data, people, table);
  add_participants(options, people, table);
  table.add("excluded",
            text([](const Person& person) { return person.kept() ? std::string() : person.reasons.front(); }));
  return table;
}

Table long_values(const Study& study, const Table& values) {
  const std::vector<std::string> excluded = values.text("excluded");
  std::vector<std::size_t> rows;
  Column::Text names;
  Column::Numbers numbers;
  std::vector<std::vector<double>> cells;
  for (const StudyMeasure& measure : study.measures) cells.push_back(values.numbers(measure.name));
  for (std::size_t row = 0; row < values.rows(); ++row) {
    if (!is_missing(excluded[row])) continue;
    for (std::size_t m = 0; m < study.measures.size(); ++m) {
      rows.push_back(row);
      names.push_back(study.measures[m].name);
      numbers.push_back(cells[m][row]);
    }
  }
  Table table = values.select(rows);
  for (const StudyMeasure& measure : study.measures) table.remove(measure.name);
  table.remove("excluded");
  for (const char* name : {"measure", "value"})  // a covariate of that name gives way
    if (table.has(name)) table.remove(name);
  table.add("measure", names);
  table.add("value", numbers);
  return table;
}

std::vector<ColumnMeaning> long_values_meanings(const Study& study) {
  std::vector<ColumnMeaning> meanings = values_meanings(study);
  meanings.push_back({"measure", "measure of the study", ""});
  meanings.push_back({"value", "of the participant, in the unit of the measure (see values.json)", ""});
  return meanings;
}

}  // namespace attune::study
