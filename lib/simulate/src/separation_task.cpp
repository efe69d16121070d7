#include "separation_task.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace attune::simulate {
namespace {

constexpr double kPeriodMs = 860, kPeriodSd = 70;            // together, both groups
constexpr double kRsaMs = 40, kRsaSd = 10, kRsaAlone = 0.7;  // alone as a share of together
constexpr double kBreaths = 15, kBreathsSd = 1.5;
constexpr double kResponses = 4, kResponsesSd = 0.8;  // a minute, together
constexpr double kPeriodChangeSd = 25, kResponsesChangeSd = 1.2;
constexpr double kFewestResponses = 1;

/// What separation does on average: the heart period falls, skin conductance responses come more often. No study gives
/// these sizes for attachment groups; they are proposed here so that a study of 12 and 12 has something to find.
struct Change {
  double period_ms, responses;
};
Change change_of(bool secure, Arm arm) {
  if (arm == Arm::null_effect) return {-60, 4};
  return secure ? Change{-40, 3} : Change{-80, 5.5};
}

Body mean_body(bool secure, Arm arm) {
  const Change change = change_of(secure, arm);
  return {BodyState{kPeriodMs, kRsaMs, kResponses, kBreaths},
          BodyState{kPeriodMs + change.period_ms, kRsaAlone * kRsaMs, kResponses + change.responses, kBreaths}};
}

double of_condition(const Body& body, std::size_t condition, double BodyState::*what) {
  return condition < 2 ? body[condition].*what : body[1].*what - body[0].*what;
}

}  // namespace

Body draw_body(bool secure, Arm arm, parallel::Stream& stream) {
  const Change change = change_of(secure, arm);
  BodyState together, alone;
  together.heart_period_ms = kPeriodMs + kPeriodSd * stream.normal();
  together.rsa_ms = std::max(10.0, kRsaMs + kRsaSd * stream.normal());
  together.scr_per_minute = std::max(kFewestResponses, kResponses + kResponsesSd * stream.normal());
  together.breaths_per_minute = kBreaths + kBreathsSd * stream.normal();
  alone = together;
  alone.heart_period_ms += change.period_ms + kPeriodChangeSd * stream.normal();
  alone.rsa_ms *= kRsaAlone;
  alone.scr_per_minute =
      std::max(kFewestResponses, together.scr_per_minute + change.responses + kResponsesChangeSd * stream.normal());
  return {together, alone};
}

std::vector<PlantedEffect> separation_effects(Arm arm, const std::vector<Body>& participants) {
  struct Kind {
    const char *effect, *measure, *site, *unit;
    double BodyState::*what;
    double sd, change_sd;
  };
  const std::array<Kind, 2> kinds{
      Kind{"heart_period", "mean_nn", "ECG", "ms", &BodyState::heart_period_ms, kPeriodSd, kPeriodChangeSd},
      Kind{"scr_rate", "scr_rate", "EDA", "1/min", &BodyState::scr_per_minute, kResponsesSd, kResponsesChangeSd}};
  const std::array<std::string, 3> conditions{"together", "alone", "alone_gt_together"};
  std::vector<PlantedEffect> effects;
  for (const Kind& kind : kinds)
    for (std::size_t condition = 0; condition < conditions.size(); ++condition) {
      PlantedEffect effect;
      effect.effect = fmt::format("{}_{}", kind.effect, conditions[condition]);
      effect.measure = kind.measure;
      effect.site = kind.site;
      effect.condition = conditions[condition];
      effect.unit = kind.unit;
      effect.secure = of_condition(mean_body(true, arm), condition, kind.what);
      effect.insecure = of_condition(mean_body(false, arm), condition, kind.what);
      effect.between_sd = condition == 0   ? kind.sd
                          : condition == 1 ? std::hypot(kind.sd, kind.change_sd)
                                           : kind.change_sd;
      for (const Body& body : participants) effect.participants.push_back(of_condition(body, condition, kind.what));
      effects.push_back(std::move(effect));
    }
  return effects;
}

}  // namespace attune::simulate
