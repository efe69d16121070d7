#include "plan_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "attune/base/number_text.hpp"
#include "attune/bids/name.hpp"

namespace attune::study {
namespace {

using Json = nlohmann::ordered_json;

/// [["name", "text"], ...] as an object, so that a change names what changed.
Json by_name(const Json& pairs) {
  Json object = Json::object();
  for (const Json& pair : pairs) object[pair.at(0).get<std::string>()] = pair.at(1);
  return object;
}

/// The steps of a modality as its units see them.
Json steps_of(const Study& study, const std::string& modality) {
  Json json = Json::parse(unit_parameters(study, modality)).at(modality);
  for (const char* key : {"contrasts", "events", "channels"})
    if (json.contains(key)) json[key] = by_name(json[key]);
  if (json.contains("components")) {
    Json components = Json::object();
    for (Json component : json["components"]) {
      const std::string name = component.at("name").get<std::string>();
      component.erase("name");
      components[name] = component;
    }
    json["components"] = components;
  }
  json.erase("measures");
  return json;
}

Json group_of(const GroupRule& group) {
  return {{"from", group.from}, {"column", group.column}, {"rule", group.rule}, {"levels", group.levels}};
}

Json measure_of(const StudyMeasure& measure) {
  Json json{{"modality", measure.modality},
            {"measure", measure.row_measure()},
            {"condition", measure.condition},
            {"sites", measure.sites}};
  if (measure.modality == "eeg") {
    json["fraction"] = measure.fraction;
    json["neighbourhood"] = measure.neighbourhood;
  }
  return json;
}

Json test_of(const StudyTest& test) {
  if (test.kind == StudyTest::Kind::correlate)
    return {{"correlate", {test.x, test.y}},
            {"given", test.given},
            {"method", test.method},
            {"permutations", test.permutations},
            {"primary", test.primary}};
  return {{"compare", test.value},  {"by", test.by},       {"levels", test.levels},
          {"test", test.method},    {"sesoi", test.sesoi}, {"permutations", test.permutations},
          {"primary", test.primary}};
}

/// However it is spaced and written.
std::string rule_text(const ExclusionRule& rule) {
  using Comparison = ExclusionRule::Comparison;
  const char* sign = rule.comparison == Comparison::less         ? "<"
                     : rule.comparison == Comparison::less_equal ? "<="
                     : rule.comparison == Comparison::greater    ? ">"
                                                                 : ">=";
  return fmt::format("{} {} {}", rule.quantity, sign, format_double(rule.bound));
}

Json claim_of(const Claim& claim) {
  Json json{{"claim", claim.claim},
            {"test", claim.test},
            {"direction", direction_of(claim)},
            {"sesoi", claim.sesoi},
            {"unit", claim.unit}};
  if (claim.at_least) json["at_least"] = *claim.at_least;
  return json;
}

std::string words(const Json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

void add_changes(const std::string& path, const Json& from, const Json& to, std::vector<std::string>& changes) {
  const auto inner = [&](const std::string& key) { return path.empty() ? key : path + "." + key; };
  if (!from.is_object() || !to.is_object()) {
    if (from != to) changes.push_back(fmt::format("{}: {} -> {}", path, words(from), words(to)));
    return;
  }
  for (const auto& [key, value] : from.items()) {
    if (to.contains(key))
      add_changes(inner(key), value, to.at(key), changes);
    else
      changes.push_back(inner(key) + (path == "tests" || path == "claims" ? ": removed (planned, not run)"
                                                                          : ": removed, was " + words(value)));
  }
  for (const auto& [key, value] : to.items())
    if (!from.contains(key))
      changes.push_back(inner(key) + (value.is_object() ? std::string(": added") : ": added, is " + words(value)));
}

/// Objects with sorted names: the order of the study file does not matter.
Json in_order(const Json& plan) { return Json::parse(nlohmann::json(plan).dump()); }

/// Equal, but for names that were added to these parts.
bool same_steps(Json locked, Json now) {
  for (const char* part : {"contrasts", "components"}) {
    if (!locked.contains(part) || !now.contains(part)) continue;
    for (const auto& [name, value] : locked[part].items())
      if (!now[part].contains(name) || now[part][name] != value) return false;
    locked.erase(part);
    now.erase(part);
  }
  return locked == now;
}

/// What a test takes its numbers from.
std::vector<std::string> values_of(const Json& test) {
  if (test.contains("compare")) return {test.at("compare").get<std::string>(), test.at("by").get<std::string>()};
  auto names = test.at("correlate").get<std::vector<std::string>>();
  names.push_back(test.at("given").get<std::string>());
  return names;
}

}  // namespace

Json plan_of(const Study& study, const std::vector<store::InputFile>& atlas) {
  Json plan;
  plan["group"] = group_of(study.group);
  plan["scores"] = Json::object();
  for (const ScoreRule& score : study.scores) plan["scores"][score.name] = {{"from", score.from}, {"rule", score.rule}};
  plan["covariates"] = study.covariates;
  plan["exclude"] = Json::array();
  for (const ExclusionRule& rule : study.exclusions) plan["exclude"].push_back(rule_text(rule));
  std::sort(plan["exclude"].begin(), plan["exclude"].end());
  if (study.fmri) plan["fmri"] = steps_of(study, "fmri");
  if (study.eeg) plan["eeg"] = steps_of(study, "eeg");
  if (study.physio) plan["physio"] = steps_of(study, "physio");
  for (const store::InputFile& file : atlas) plan["fmri"]["atlas_files"][file.path.filename().string()] = file.sha256;
  for (const char* part : {"measures", "tests", "claims"}) plan[part] = Json::object();
  for (const StudyMeasure& measure : study.measures) plan["measures"][measure.name] = measure_of(measure);
  for (const StudyTest& test : study.tests) plan["tests"][test.name] = test_of(test);
  for (const Claim& claim : study.claims) plan["claims"][claim.name] = claim_of(claim);
  plan["seed"] = study.seed;
  return in_order(plan);
}

Json chosen_people(const RunOptions& options) {
  std::set<std::string> participants, sessions;
  for (const std::string& name : options.participants) participants.insert(bids::participant_label(name));
  for (const std::string& name : options.sessions)
    sessions.insert(bids::participant_label(name.starts_with("ses-") ? name.substr(4) : name, "--session-label"));
  Json people = Json::object();
  if (!participants.empty()) people["participants"] = fmt::format("{}", fmt::join(participants, ", "));
  if (!sessions.empty()) people["sessions"] = fmt::format("{}", fmt::join(sessions, ", "));
  return people;
}

Json with_people(Json plan, const Json& people) {
  for (const char* part : kPeopleOfPlan) {
    plan.erase(part);
    if (people.contains(part)) plan[part] = people.at(part);
  }
  return in_order(plan);
}

std::vector<std::string> plan_changes(Json from, Json to) {
  for (const char* part : kPeopleOfPlan)
    for (Json* plan : {&from, &to})
      if (!plan->contains(part)) (*plan)[part] = "all";
  std::vector<std::string> changes;
  add_changes("", from, to, changes);
  return changes;
}

bool test_is_as_planned(const Json& locked, const Json& now, const std::string& test) {
  const auto same = [&](const char* part, const std::string& name) {
    const bool there = locked.at(part).contains(name), here = now.at(part).contains(name);
    return there == here && (!there || locked.at(part).at(name) == now.at(part).at(name));
  };
  if (!locked.at("tests").contains(test) || !same("tests", test)) return false;
  for (const char* part : {"group", "exclude", "seed", "participants", "sessions"})
    if (locked.value(part, Json()) != now.value(part, Json())) return false;
  for (const char* modality : {"fmri", "eeg", "physio"}) {
    if (locked.contains(modality) != now.contains(modality)) return false;
    if (locked.contains(modality) && !same_steps(locked.at(modality), now.at(modality))) return false;
  }
  const std::vector<std::string> values = values_of(now.at("tests").at(test));
  return std::all_of(values.begin(), values.end(),
                     [&](const std::string& name) { return same("measures", name) && same("scores", name); });
}

bool claim_is_as_planned(const Json& locked, const Json& now, const std::string& claim) {
  if (!locked.at("claims").contains(claim) || !now.at("claims").contains(claim)) return false;
  const Json& definition = now.at("claims").at(claim);
  return locked.at("claims").at(claim) == definition &&
         test_is_as_planned(locked, now, definition.at("test").get<std::string>());
}

}  // namespace attune::study
