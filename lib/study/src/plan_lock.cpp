#include "plan_lock.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "attune/base/error.hpp"
#include "attune/base/files.hpp"
#include "attune/base/hash.hpp"
#include "attune/base/number_text.hpp"
#include "attune/base/version.hpp"
#include "plan_text.hpp"
#include "study_folder.hpp"

namespace attune::study {

/// See the header.
struct KeptPlan::Plans {
  nlohmann::ordered_json locked, now;
};

namespace {

using Json = nlohmann::ordered_json;

constexpr std::uintmax_t kLimit = 1 << 24;  // a plan is a few kilobytes, and so is each deviation

std::string hash_of(const Json& plan) { return sha256_of(plan.dump()); }

Json lock_of(const Json& plan, const Study& study) {
  Json json;
  json["about"] =
      "The plan of a study, written by `attune run --lock` before the groups were read. plan_sha256 is the SHA-256 of "
      "the plan as compact JSON. Tests and claims that are as they stand here are confirmatory.";
  json["study"] = study.name;
  json["attune"] = std::string(version());
  json["study_and_claims_sha256"] = study.sha256;
  json["plan_sha256"] = hash_of(plan);
  json["plan"] = plan;
  json["deviations"] = Json::array();
  return json;
}

/// The text of a lock, checked against its own hash.
Json parse_json(std::string_view text, const std::filesystem::path& path) {
  Json json;
  try {
    json = Json::parse(text);
    for (const char* part : {"tests", "claims", "measures", "scores"})
      if (!json.at("plan").at(part).is_object()) throw input_error(path, "is not the lock of a plan");
    for (const char* part : {"group", "exclude", "seed"}) static_cast<void>(json.at("plan").at(part));
    if (hash_of(json.at("plan")) == json.at("plan_sha256").get<std::string>()) return json;
  } catch (const Json::exception&) {
    throw input_error(path, "is not the lock of a plan; bring back the file that `attune run --lock` wrote");
  }
  throw input_error(path,
                    "was edited: its plan has another SHA-256 than plan_sha256 says; bring back the file that "
                    "`attune run --lock` wrote");
}

PlanLock lock_from(const Json& json, const std::filesystem::path& path) {
  try {
    PlanLock lock{true, json.at("plan_sha256").get<std::string>(), json.at("attune").get<std::string>(), {}, {}, {}};
    for (const Json& deviation : json.at("deviations"))
      lock.deviations.push_back({deviation.at("reason").get<std::string>(),
                                 deviation.at("changes").get<std::vector<std::string>>(),
                                 deviation.at("plan_sha256").get<std::string>()});
    for (const auto& [name, test] : json.at("plan").at("tests").items()) lock.tests.push_back(name);
    for (const auto& [name, claim] : json.at("plan").at("claims").items()) lock.claims.push_back(name);
    lock.participants = json.at("plan").value("participants", "");
    lock.sessions = json.at("plan").value("sessions", "");
    return lock;
  } catch (const Json::exception&) {
    throw input_error(path, "is not the lock of a plan; bring back the file that `attune run --lock` wrote");
  }
}

void refuse_late_lock(const std::filesystem::path& output) {
  if (std::filesystem::exists(output / "group/results.tsv"))
    throw input_error(
        output / "group/results.tsv",
        "the tests have already run here: a plan that is locked afterwards is none; lock in a new folder");
}

void write_lock(const std::filesystem::path& path, const Json& json) {
  write_text(path, json.dump(2) + "\n", Overwrite::allow);
}

/// Puts the deviation on record, or refuses a plan that nobody says why it changed.
void deviate(const std::filesystem::path& path, const Json& now, const std::string& reason, Json& json) {
  const std::vector<std::string> changes = plan_changes(json.at("plan"), now);
  if (trimmed(reason).empty())
    throw input_error(path, fmt::format("the plan was locked and is another one now: {}; put the study file back, or "
                                        "say why with --deviation \"reason\"",
                                        fmt::join(changes, "; ")));
  Json deviation{
      {"reason", reason}, {"changes", changes}, {"plan_sha256", hash_of(now)}, {"attune", std::string(version())}};
  for (const char* part : kPeopleOfPlan)
    if (now.contains(part)) deviation[part] = now.at(part);
  json["deviations"].push_back(deviation);
  write_lock(path, json);
}

/// A lock is JSON, and JSON is UTF-8.
void check_reason(const std::string& reason) {
  try {
    static_cast<void>(Json(reason).dump());
  } catch (const Json::exception&) {
    throw usage_error(fmt::format("--deviation {}: is not UTF-8; write the reason in UTF-8", in_quotes(reason)));
  }
}

/// The plan with the people that the group level is asked for. The participant level keeps the people on record.
Json with_people_of(const RunOptions& options, Level level, const Json& lock, const Json& plan) {
  if (level == Level::group) return with_people(plan, chosen_people(options));
  if (!lock.at("deviations").empty()) {
    const Json& last = lock.at("deviations").back();
    const Json deviated = with_people(plan, last);
    if (hash_of(deviated) == last.at("plan_sha256")) return deviated;
  }
  return with_people(plan, lock.at("plan"));
}

std::string status(bool planned) { return planned ? "confirmatory" : "exploratory"; }

}  // namespace

std::filesystem::path lock_path(const std::filesystem::path& output) { return output / "plan.lock.json"; }

PlanLock read_lock(const std::filesystem::path& output) {
  const std::filesystem::path path = lock_path(output);
  if (!std::filesystem::exists(path)) return {};
  return parse_lock(read_text(path, kLimit), path);
}

PlanLock parse_lock(std::string_view text, const std::filesystem::path& path) {
  return lock_from(parse_json(text, path), path);
}

std::string KeptPlan::status_of_test(const std::string& name) const {
  return status(plans && test_is_as_planned(plans->locked, plans->now, name));
}

std::string KeptPlan::status_of_claim(const std::string& name) const {
  return status(plans && claim_is_as_planned(plans->locked, plans->now, name));
}

KeptPlan keep_plan(const Study& study, const RunOptions& options, const std::vector<store::InputFile>& atlas,
                   Level level) {
  const std::filesystem::path path = lock_path(options.output);
  if (!std::filesystem::exists(path) && !options.lock) {
    if (!options.deviation.empty())
      throw usage_error(fmt::format("--deviation: {} holds no locked plan to deviate from", options.output.string()));
    return {};
  }
  check_reason(options.deviation);
  const Json plan = plan_of(study, atlas);
  Json json;
  if (std::filesystem::exists(path)) {
    json = parse_json(read_text(path, kLimit), path);
  } else {
    refuse_late_lock(options.output);
    prepare_folder(study, options);
    json = lock_of(level == Level::group ? with_people(plan, chosen_people(options)) : plan, study);
    write_lock(path, json);
  }
  PlanLock lock = lock_from(json, path);
  const Json now = with_people_of(options, level, json, plan);
  const std::string hash = hash_of(now);
  const bool on_record = !lock.deviations.empty() && lock.deviations.back().plan_sha256 == hash;
  if (hash != lock.plan_sha256 && !on_record) {
    deviate(path, now, options.deviation, json);
    lock = lock_from(json, path);
  }
  KeptPlan kept;
  kept.lock = std::move(lock);
  kept.plans = std::make_shared<const KeptPlan::Plans>(KeptPlan::Plans{json.at("plan"), now});
  return kept;
}

}  // namespace attune::study
