#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "attune/store/provenance.hpp"
#include "attune/study/study_file.hpp"
#include "attune/study/unit.hpp"

namespace attune::study {

/// Everything in a study that decides a number, with defaults filled in and in a fixed order: groups, scores,
/// exclusions, steps, measures, tests, claims, seed, and the content of the atlas's files. What only people read
/// (question, labels, comments, the order of the file) is not in it, nor is the version of attune.
nlohmann::ordered_json plan_of(const Study& study, const std::vector<store::InputFile>& atlas);

/// Keys of the people in a plan.
inline constexpr const char* kPeopleOfPlan[]{"participants", "sessions"};
/// The people whom the options choose, each label once and in order: {"participants": "01, 02"}; {} for all. A label
/// that is none is a usage error.
nlohmann::ordered_json chosen_people(const RunOptions& options);
/// The plan with the people of `people`, which may be another plan. A plan of everybody names none.
nlohmann::ordered_json with_people(nlohmann::ordered_json plan, const nlohmann::ordered_json& people);

/// What differs between two plans, one line each: "tests.reward.sesoi: 0.5d -> 0.3d", "tests.other: added",
/// "tests.reward: removed (planned, not run)", "participants: all -> 01, 02".
std::vector<std::string> plan_changes(nlohmann::ordered_json from, nlohmann::ordered_json to);

/// True if `test` is in the locked plan and neither it nor anything its numbers rest on is otherwise now: its measures,
/// scores and covariates, the groups, the exclusions, the chosen people, the steps of the modalities, the seed.
/// Contrasts and components that were added since change no other number.
bool test_is_as_planned(const nlohmann::ordered_json& locked, const nlohmann::ordered_json& now,
                        const std::string& test);
/// The same for a claim and the test it rests on.
bool claim_is_as_planned(const nlohmann::ordered_json& locked, const nlohmann::ordered_json& now,
                         const std::string& claim);

}  // namespace attune::study
