#include "attune/simulate/truth.hpp"

#include <cmath>

#include "attune/table/delimited.hpp"
#include "study_files.hpp"

namespace attune::simulate {

namespace {

// Smallest effect of interest, in standard deviations between participants.
constexpr double kSmallestOfInterest = 0.5;
constexpr int kDigits = 6;

constexpr const char* kTruthJson = R"json({
  "study": {"Description": "simulated study"},
  "effect": {"Description": "name of the planted effect"},
  "measure": {"Description": "measure of the measures table it is about"},
  "site": {"Description": "region or channel"},
  "condition": {"Description": "trial type or contrast"},
  "unit": {"Description": "unit of the values"},
  "group_secure": {"Description": "true mean of the secure population"},
  "group_insecure": {"Description": "true mean of the insecure population"},
  "difference": {"Description": "secure less insecure"},
  "between_sd": {"Description": "standard deviation of true values between participants of a group"},
  "verdict_expected": {"Description": "verdict of an unlimited study with half a standard deviation as smallest effect of interest; n/a: left open"},
  "verdicts_wrong": {"Description": "verdicts that contradict the truth, separated by semicolons; a small study may say inconclusive"}
}
)json";

constexpr const char* kParticipantsJson = R"json({
  "group": {"Description": "planted attachment group"},
  "defect": {"Description": "what is wrong with the data, which an analysis must find; n/a: nothing"},
  "anxiety": {"Description": "true attachment anxiety, 1 to 7"},
  "avoidance": {"Description": "true attachment avoidance, 1 to 7"},
  "*": {"Description": "true value of the effect of this name in truth.tsv"}
}
)json";

std::string wrong_verdicts(const PlantedEffect& effect) {
  const std::string expected = expected_verdict(effect);
  if (expected == "supported") return "equivalent to none;contradicted";
  if (expected == "equivalent to none") return "supported;contradicted";
  return "n/a";
}

Table truth_table(const std::string& study, const std::vector<PlantedEffect>& effects) {
  const auto text = [&](auto member) {
    Column::Text values;
    for (const PlantedEffect& effect : effects) values.push_back(effect.*member);
    return values;
  };
  const auto numbers = [&](auto value) {
    Column::Numbers values;
    for (const PlantedEffect& effect : effects) values.push_back(rounded(value(effect), kDigits));
    return values;
  };
  Column::Text expected;
  Column::Text wrong;
  for (const PlantedEffect& effect : effects) {
    expected.push_back(expected_verdict(effect));
    wrong.push_back(wrong_verdicts(effect));
  }
  Table table;
  table.add("study", Column::Text(effects.size(), study));
  table.add("effect", text(&PlantedEffect::effect));
  table.add("measure", text(&PlantedEffect::measure));
  table.add("site", text(&PlantedEffect::site));
  table.add("condition", text(&PlantedEffect::condition));
  table.add("unit", text(&PlantedEffect::unit));
  table.add("group_secure", numbers([](const PlantedEffect& e) { return e.secure; }));
  table.add("group_insecure", numbers([](const PlantedEffect& e) { return e.insecure; }));
  table.add("difference", numbers([](const PlantedEffect& e) { return e.secure - e.insecure; }));
  table.add("between_sd", numbers([](const PlantedEffect& e) { return e.between_sd; }));
  table.add("verdict_expected", std::move(expected));
  table.add("verdicts_wrong", std::move(wrong));
  return table;
}

Table participants_table(const std::vector<PlantedEffect>& effects, const std::vector<Participant>& people) {
  Column::Text ids;
  Column::Text groups;
  Column::Text defects;
  Column::Numbers anxiety;
  Column::Numbers avoidance;
  for (const Participant& person : people) {
    ids.push_back(person.id);
    groups.emplace_back(person.secure ? "secure" : "insecure");
    defects.push_back(name_of(person.defect));
    anxiety.push_back(rounded(person.anxiety, kDigits));
    avoidance.push_back(rounded(person.avoidance, kDigits));
  }
  Table table;
  table.add("participant_id", std::move(ids));
  table.add("group", std::move(groups));
  table.add("defect", std::move(defects));
  table.add("anxiety", std::move(anxiety));
  table.add("avoidance", std::move(avoidance));
  for (const PlantedEffect& effect : effects) {
    Column::Numbers values;
    for (const double value : effect.participants) values.push_back(rounded(value, kDigits));
    table.add(effect.effect, std::move(values));
  }
  return table;
}

}  // namespace

std::string expected_verdict(const PlantedEffect& effect) {
  const double difference = std::abs(effect.secure - effect.insecure);
  if (difference == 0.0) return "equivalent to none";
  return difference >= kSmallestOfInterest * effect.between_sd ? "supported" : "n/a";
}

void write_truth(const std::filesystem::path& folder, const std::string& study,
                 const std::vector<PlantedEffect>& effects, const std::vector<Participant>& people,
                 Overwrite overwrite) {
  write_table(folder / "truth.tsv", truth_table(study, effects), overwrite);
  write_text(folder / "truth.json", kTruthJson, overwrite);
  write_table(folder / "truth_participants.tsv", participants_table(effects, people), overwrite);
  write_text(folder / "truth_participants.json", kParticipantsJson, overwrite);
}

}  // namespace attune::simulate
