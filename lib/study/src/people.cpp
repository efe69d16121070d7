#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "attune/bids/tables.hpp"
#include "group_data.hpp"

namespace attune::study {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

bids::Participants read_people_table(const RunOptions& options, const std::string& name) {
  return bids::read_participants(options.dataset / name);
}

/// participants.tsv first, then measured participants it lacks.
std::vector<Person> list_people(const RunOptions& options, const UnitData& data, Warnings& warnings) {
  std::vector<std::string> ids;
  const auto wanted = [&](const std::string& id) {
    return options.participants.empty() ||
           std::any_of(options.participants.begin(), options.participants.end(),
                       [&](const std::string& name) { return id == name || id == "sub-" + name; });
  };
  if (std::filesystem::exists(options.dataset / "participants.tsv")) {
    const bids::Participants table = read_people_table(options, "participants.tsv");
    warnings.insert(warnings.end(), table.warnings.begin(), table.warnings.end());
    for (const std::string& label : table.labels)
      if (wanted("sub-" + label)) ids.push_back("sub-" + label);
  }
  std::set<std::string> known(ids.begin(), ids.end());
  for (const Measure& row : data.measures)
    if (known.insert(row.participant_id).second) {
      ids.push_back(row.participant_id);
      warnings.push_back(fmt::format("{} was measured but is not in participants.tsv", row.participant_id));
    }
  std::vector<Person> people;
  for (const std::string& id : ids) people.push_back({id, "", {}, {}, {}, {}, {}});
  return people;
}

void add_groups(const Study& study, const RunOptions& options, std::vector<Person>& people) {
  if (study.group.levels.empty()) return;
  const bids::Participants table = read_people_table(options, study.group.from);
  const std::vector<GroupOrReason> groups = assign_groups(study.group, table.table);
  for (Person& person : people) {
    const auto row = table.row_of(person.participant_id.substr(4));
    if (!row) {
      person.reasons.push_back(fmt::format("not in {}", study.group.from));
    } else if (groups[*row].reason.empty()) {
      person.group = groups[*row].group;
    } else {
      person.reasons.push_back(groups[*row].reason);
    }
  }
}

void add_scores(const Study& study, const RunOptions& options, std::vector<Person>& people) {
  for (const ScoreRule& rule : study.scores) {
    const bids::Participants table = read_people_table(options, rule.from);
    const std::vector<double> scores = score(rule, table.table);
    for (Person& person : people) {
      const auto row = table.row_of(person.participant_id.substr(4));
      person.scores.push_back(row ? scores[*row] : kNaN);
    }
  }
}

void add_covariates(const Study& study, const RunOptions& options, std::vector<Person>& people) {
  if (study.covariates.empty()) return;
  const bids::Participants table = read_people_table(options, "participants.tsv");
  for (const std::string& name : study.covariates) {
    const std::vector<std::string> cells = table.table.text(name);
    for (Person& person : people) {
      const auto row = table.row_of(person.participant_id.substr(4));
      person.covariates.push_back(row ? cells[*row] : "n/a");
    }
  }
}

/// A measure of which nobody has a row is a slip of the pen in the study file, not missing data.
void check_measure(const StudyMeasure& measure, const UnitData& data) {
  std::set<std::string> conditions, sites;
  for (const Measure& row : data.measures) {
    if (row.modality != measure.modality || row.measure != measure.row_measure()) continue;
    conditions.insert(row.condition);
    sites.insert(row.site);
  }
  const auto check = [&](const char* what, const std::string& name, const std::set<std::string>& known) {
    if (known.count(name) > 0) return;
    const std::vector<std::string> names(known.begin(), known.end());
    throw input_error(data.measures.front().source.empty() ? "measures.tsv" : "measures",
                      fmt::format("measure {}: no participant has the {} {}{}", measure.name, what, in_quotes(name),
                                  suggestion(name, names)));
  };
  check("condition", measure.condition, conditions);
  for (const std::string& site : measure.sites) check("site", site, sites);
}

}  // namespace

ValueOrReason combine(const StudyMeasure& measure, const std::vector<const Measure*>& rows) {
  std::map<std::pair<std::string, std::string>, std::map<std::string, const Measure*>> runs;
  for (const Measure* row : rows) {
    const bool wanted_site = measure.sites.empty() ||
                             std::find(measure.sites.begin(), measure.sites.end(), row->site) != measure.sites.end();
    if (row->modality != measure.modality || row->measure != measure.row_measure() ||
        row->condition != measure.condition || !wanted_site)
      continue;
    runs[{row->session, row->run}][row->site] = row;
  }
  std::string reason = runs.empty() ? "not measured" : "";
  double sum = 0, count = 0;
  for (const auto& [run, sites] : runs) {
    double run_sum = 0;
    std::string lost = sites.size() < measure.sites.size() ? "not measured" : "";
    for (const auto& [site, row] : sites) {
      if (!row->excluded.empty() || std::isnan(row->value)) lost = row->excluded.empty() ? "no value" : row->excluded;
      run_sum += row->value;
    }
    if (lost.empty()) {
      sum += run_sum / static_cast<double>(sites.size());
      count += 1;
    } else if (reason.empty()) {
      reason = lost;
    }
  }
  if (count == 0) return {kNaN, reason};
  return {sum / count, ""};
}

std::vector<Person> gather_people(const Study& study, const RunOptions& options, const UnitData& data,
                                  Warnings& warnings) {
  for (const StudyMeasure& measure : study.measures) check_measure(measure, data);
  std::vector<Person> people = list_people(options, data, warnings);
  std::map<std::string, std::vector<const Measure*>> rows;
  for (const Measure& row : data.measures) rows[row.participant_id].push_back(&row);
  for (Person& person : people) {
    const std::vector<const Measure*>& own = rows[person.participant_id];
    if (own.empty()) person.reasons.emplace_back("no recording was measured");
    for (const StudyMeasure& measure : study.measures) {
      const ValueOrReason found = combine(measure, own);
      person.values.push_back(found.value);
      person.missing_because.push_back(found.reason);
    }
  }
  add_groups(study, options, people);
  add_scores(study, options, people);
  add_covariates(study, options, people);
  apply_exclusion_rules(study, options, data, people);
  return people;
}

}  // namespace attune::study
