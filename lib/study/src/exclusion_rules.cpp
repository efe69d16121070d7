#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "attune/bids/tables.hpp"
#include "attune/stats/fisher_exact.hpp"
#include "group_data.hpp"

namespace attune::study {
namespace {

/// Two-sided p of Fisher's exact test; 1 where a group has nobody.
double p_of_shares(const stats::Count& a, const stats::Count& b) {
  constexpr double kConfidence = 0.95;  // of an interval that is not asked for
  return a.n > 0 && b.n > 0 ? stats::fisher_exact(a, b, kConfidence).p : 1.0;
}

/// Rows whose coverage or trial count bears on the study: its own sites and conditions.
bool bears_on(const Study& study, const Measure& row) {
  if (row.condition.empty() && row.site.empty()) return true;
  return std::any_of(study.measures.begin(), study.measures.end(), [&](const StudyMeasure& measure) {
    const bool condition = row.condition.empty() || row.condition == measure.condition;
    const bool site = row.site.empty() || measure.sites.empty() ||
                      std::find(measure.sites.begin(), measure.sites.end(), row.site) != measure.sites.end();
    return row.modality == measure.modality && condition && site;
  });
}

bool measured_by(const Study& study, const Measure& row) {
  return std::any_of(study.measures.begin(), study.measures.end(), [&](const StudyMeasure& measure) {
    return row.modality == measure.modality && row.measure == measure.row_measure() &&
           row.condition == measure.condition;
  });
}

/// All numbers a rule about the data looks at; the rule holds if it holds for one of them.
std::vector<double> quantities(const Study& study, const std::string& quantity, const UnitData& data,
                               const std::string& participant_id) {
  std::vector<double> values;
  for (const Measure& row : data.measures) {
    if (row.participant_id != participant_id || !bears_on(study, row)) continue;
    if (quantity == "coverage") {
      if (row.modality == "fmri" && row.measure == "psc") values.push_back(row.quality);
    } else if (quantity == "artefact_share") {
      if (row.modality == "physio" && measured_by(study, row)) values.push_back(row.quality);
    } else if (row.measure == quantity) {
      values.push_back(row.value);
    }
  }
  return values;
}

std::vector<std::string> measured_quantities(const UnitData& data) {
  std::set<std::string> names;
  for (const Measure& row : data.measures) {
    names.insert(row.measure);
    if (row.modality == "fmri") names.insert("coverage");
    if (row.modality == "physio") names.insert("artefact_share");
  }
  return {names.begin(), names.end()};
}

/// A rule about a column of participants.tsv, such as `age < 18`.
void apply_to_column(const ExclusionRule& rule, const RunOptions& options, std::vector<std::string> known,
                     std::vector<Person>& people) {
  const std::filesystem::path path = options.dataset / "participants.tsv";
  if (!std::filesystem::exists(path) || !bids::read_participants(path).table.has(rule.quantity)) {
    if (std::filesystem::exists(path))
      for (const std::string& name : bids::read_participants(path).table.names()) known.push_back(name);
    throw usage_error(fmt::format("exclude: '{}': nothing is called {}{}", rule.text, in_quotes(rule.quantity),
                                  suggestion(rule.quantity, known)));
  }
  const bids::Participants table = bids::read_participants(path);
  const std::vector<double> values = table.table.numbers(rule.quantity);
  for (Person& person : people) {
    const auto row = table.row_of(person.participant_id.substr(4));
    if (row && rule.holds(values[*row])) person.reasons.push_back(rule.text);
  }
}

}  // namespace

void apply_exclusion_rules(const Study& study, const RunOptions& options, const UnitData& data,
                           std::vector<Person>& people) {
  const std::vector<std::string> known = measured_quantities(data);
  for (const ExclusionRule& rule : study.exclusions) {
    if (std::find(known.begin(), known.end(), rule.quantity) == known.end()) {
      apply_to_column(rule, options, known, people);
      continue;
    }
    for (Person& person : people) {
      const std::vector<double> values = quantities(study, rule.quantity, data, person.participant_id);
      if (std::any_of(values.begin(), values.end(), [&](double value) { return rule.holds(value); }))
        person.reasons.push_back(rule.text);
    }
  }
}

Table count_exclusions(const Study& study, const std::vector<Person>& people) {
  std::vector<std::string> reasons;
  for (const Person& person : people)
    for (const std::string& reason : person.reasons)
      if (std::find(reasons.begin(), reasons.end(), reason) == reasons.end()) reasons.push_back(reason);
  std::vector<Record> rows;
  const auto add = [&](const std::string& what, const auto& counts_person) {
    Record row{{"reason", what}};
    std::vector<std::int64_t> counted, all;
    for (const std::string& level : study.group.levels) {
      counted.push_back(std::count_if(people.begin(), people.end(),
                                      [&](const Person& p) { return p.group == level && counts_person(p); }));
      all.push_back(std::count_if(people.begin(), people.end(), [&](const Person& p) { return p.group == level; }));
      row.emplace_back(level, counted.back());
    }
    const auto total = std::count_if(people.begin(), people.end(), counts_person);
    std::int64_t grouped = 0;
    for (const std::int64_t count : counted) grouped += count;
    row.emplace_back("without_group", static_cast<std::int64_t>(total) - grouped);
    row.emplace_back("total", static_cast<std::int64_t>(total));
    if (counted.size() == 2) row.emplace_back("fisher_p", p_of_shares({counted[0], all[0]}, {counted[1], all[1]}));
    rows.push_back(std::move(row));
  };
  for (const std::string& reason : reasons)
    add(reason,
        [&](const Person& p) { return std::find(p.reasons.begin(), p.reasons.end(), reason) != p.reasons.end(); });
  add("left out for any reason", [](const Person& p) { return !p.kept(); });
  add("kept", [](const Person& p) { return p.kept(); });
  return attune::to_table(std::span<const Record>(rows));
}

}  // namespace attune::study
