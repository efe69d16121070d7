#include <fmt/format.h>

#include "attune/base/number_text.hpp"
#include "group_data.hpp"

namespace attune::study {
namespace {

std::string joined(const std::vector<std::string>& reasons) {
  std::string all;
  for (const std::string& reason : reasons) all += (all.empty() ? "" : "; ") + reason;
  return all.empty() ? "n/a" : all;
}

}  // namespace

Table values_table(const Study& study, const std::vector<Person>& people) {
  Column::Text ids, groups, excluded;
  for (const Person& person : people) {
    ids.push_back(person.participant_id);
    groups.push_back(person.group.empty() ? "n/a" : person.group);
    excluded.push_back(joined(person.reasons));
  }
  Table table;
  table.add("participant_id", ids);
  table.add("group", groups);
  const auto numbers = [&](const std::vector<double> Person::*member, std::size_t index) {
    Column::Numbers column;
    for (const Person& person : people) column.push_back((person.*member)[index]);
    return column;
  };
  for (std::size_t i = 0; i < study.scores.size(); ++i) table.add(study.scores[i].name, numbers(&Person::scores, i));
  for (std::size_t i = 0; i < study.covariates.size(); ++i) {
    Column::Text column;
    for (const Person& person : people) column.push_back(person.covariates[i]);
    table.add(study.covariates[i], column);
  }
  for (std::size_t i = 0; i < study.measures.size(); ++i)
    table.add(study.measures[i].name, numbers(&Person::values, i));
  table.add("excluded", excluded);
  return table;
}

std::vector<ColumnMeaning> values_meanings(const Study& study) {
  std::vector<ColumnMeaning> meanings{{"participant_id", "who", ""}, {"group", "group of the study", ""}};
  for (const ScoreRule& rule : study.scores)
    meanings.push_back({rule.name, fmt::format("{} of {}", rule.rule, rule.from), ""});
  for (const std::string& name : study.covariates) meanings.push_back({name, "column of participants.tsv", ""});
  for (const StudyMeasure& measure : study.measures) {
    std::string sites;
    for (const std::string& site : measure.sites) sites += (sites.empty() ? " in " : ", ") + site;
    meanings.push_back({measure.name,
                        fmt::format("{}: {} of {}{}", measure.label, measure.row_measure(), measure.condition, sites),
                        measure.unit()});
  }
  meanings.push_back({"excluded", "why the participant is left out of every test", ""});
  return meanings;
}

}  // namespace attune::study
