#include "study_files.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>

#include "attune/base/version.hpp"
#include "attune/table/delimited.hpp"

namespace attune::simulate {

namespace {

constexpr const char* kParticipantsJson = R"json({
  "age": {"Description": "age of the participant", "Units": "year"},
  "sex": {"Description": "sex of the participant", "Levels": {"F": "female", "M": "male"}},
  "handedness": {"Description": "hand used for writing", "Levels": {"R": "right", "L": "left"}}
}
)json";

constexpr const char* kInterviewJson = R"json({
  "MeasurementToolMetadata": {"Description": "Adult Attachment Interview, classification by a trained coder (simulated)"
}
, "aai" : {
  "Description" : "classification; before a slash U (unresolved), after it the best-fitting organised category",
                  "Levels" : {
    "F" : "secure, with subtype 1 to 5", "Ds" : "dismissing, with subtype", "E" : "preoccupied, with subtype"
  }
}
}
)json";

std::string questionnaire_json() {
  std::string text =
      "{\n  \"MeasurementToolMetadata\": {\"Description\": \"Experiences in Close Relationships, Revised: 36 items "
      "answered from 1 to 7 (simulated)\"}";
  for (std::size_t item = 1; item <= 36; ++item)
    text += fmt::format(",\n  \"ecrr_{:02}\": {{\"Description\": \"item {} of the {} scale{}\"}}", item, item,
                        item <= 18 ? "anxiety" : "avoidance",
                        is_reversed(item) ? ", reversed: its score is 8 less the answer" : "");
  return text + "\n}\n";
}

std::string description_json(const std::string& name, const std::string& type) {
  return fmt::format(
      "{{\n  \"Name\": \"{}\",\n  \"BIDSVersion\": \"1.9.0\",\n  \"DatasetType\": \"{}\",\n"
      "  \"License\": \"CC0\",\n  \"GeneratedBy\": [{{\"Name\": \"attune simulate\", \"Version\": \"{}\"}}]\n}}\n",
      name, type, version());
}

Column::Text ids_of(const std::vector<Participant>& people) {
  Column::Text ids;
  for (const Participant& person : people) ids.push_back(person.id);
  return ids;
}

Table participants_table(const std::vector<Participant>& people) {
  Column::Integers ages;
  Column::Text sexes;
  for (const Participant& person : people) {
    ages.push_back(person.age);
    sexes.push_back(person.sex);
  }
  Table table;
  table.add("participant_id", ids_of(people));
  table.add("age", std::move(ages));
  table.add("sex", std::move(sexes));
  table.add("handedness", Column::Text(people.size(), "R"));
  return table;
}

Table interview_table(const std::vector<Participant>& people) {
  Column::Text codes;
  for (const Participant& person : people) codes.push_back(person.aai);
  Table table;
  table.add("participant_id", ids_of(people));
  table.add("aai", std::move(codes));
  return table;
}

Table questionnaire_table(const std::vector<Participant>& people) {
  Table table;
  table.add("participant_id", ids_of(people));
  for (std::size_t item = 0; item < 36; ++item) {
    Column::Integers answers;
    for (const Participant& person : people) answers.push_back(person.ecrr[item]);
    table.add(fmt::format("ecrr_{:02}", item + 1), std::move(answers));
  }
  return table;
}

}  // namespace

double rounded(double value, int digits) {
  const double scale = std::pow(10.0, digits);
  return std::round(value * scale) / scale;
}

void write_derivative_description(const std::filesystem::path& folder, const std::string& name, Overwrite overwrite) {
  write_text(folder / "dataset_description.json", description_json(name, "derivative"), overwrite);
}

void write_study_files(const std::filesystem::path& folder, const StudyText& text,
                       const std::vector<Participant>& people, Overwrite overwrite) {
  write_text(folder / "dataset_description.json", description_json(text.name, "raw"), overwrite);
  write_text(folder / "README", text.about, overwrite);
  write_table(folder / "participants.tsv", participants_table(people), overwrite);
  write_text(folder / "participants.json", kParticipantsJson, overwrite);
  write_table(folder / "phenotype" / "aai.tsv", interview_table(people), overwrite);
  write_text(folder / "phenotype" / "aai.json", kInterviewJson, overwrite);
  write_table(folder / "phenotype" / "ecrr.tsv", questionnaire_table(people), overwrite);
  write_text(folder / "phenotype" / "ecrr.json", questionnaire_json(), overwrite);
}

}  // namespace attune::simulate
