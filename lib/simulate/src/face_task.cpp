#include "face_task.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstddef>
#include <numeric>
#include <span>

namespace attune::simulate {

namespace {

using Means = std::array<double, kFaceConditions>;

/// Percent signal change by condition (own happy, neutral, sad; unknown happy, neutral, sad).
struct RegionMeans {
  std::string_view prefix;  ///< of the region's name
  Means secure, insecure;   ///< published arm; the null arm gives both groups the secure values
};

// Ventral striatum of secure mothers 0.3 % to the own happy face, of dismissing ones 0.1 %; anterior insula of
// dismissing mothers 0.15 % more to the own sad face. The other regions answer alike.
constexpr std::array<RegionMeans, 5> kRegionMeans{{
    {"ventral_striatum", {0.30, 0.22, 0.15, 0.10, 0.08, 0.06}, {0.10, 0.10, 0.10, 0.10, 0.08, 0.06}},
    {"anterior_insula", {0.10, 0.08, 0.10, 0.08, 0.06, 0.08}, {0.10, 0.08, 0.25, 0.08, 0.06, 0.08}},
    {"amygdala", {0.20, 0.15, 0.20, 0.15, 0.12, 0.18}, {0.20, 0.15, 0.20, 0.15, 0.12, 0.18}},
    {"vmPFC", {0.12, 0.08, 0.05, 0.04, 0.04, 0.03}, {0.12, 0.08, 0.05, 0.04, 0.04, 0.03}},
    {"", {0.06, 0.05, 0.06, 0.05, 0.04, 0.05}, {0.06, 0.05, 0.06, 0.05, 0.04, 0.05}},
}};

// Spread between participants, in percent. Own less unknown of one emotion gets sqrt(0.14^2 + 2 * 0.1^2) = 0.2.
constexpr double kOverallSd = 0.10;
constexpr double kOwnSd = 0.14;
constexpr double kConditionSd = 0.10;
constexpr double kContrastSd = 0.1990;
constexpr std::array<std::string_view, 3> kEmotions{"happy", "neutral", "sad"};

// "ventral_striatum_L" and "ventral_striatum_R" share what is true of the person.
std::string without_side(const std::string& region) {
  if (region.ends_with("_L") || region.ends_with("_R")) return region.substr(0, region.size() - 2);
  return region;
}

}  // namespace

std::int64_t FaceTask::volumes() const {
  const double events = static_cast<double>(repeats * kFaceConditions);
  const Seconds length = first_onset + events * (face + mean_gap) + tail;
  return static_cast<std::int64_t>(std::ceil(length / repetition_time));
}

FaceTask face_task(bool small) {
  FaceTask task;
  if (small) task.repeats = 2;
  return task;
}

std::vector<bold::Event> face_events(const FaceTask& task, parallel::Stream& stream) {
  const std::size_t count = task.repeats * kFaceConditions;
  std::vector<double> gaps(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double place = (static_cast<double>(i) + 0.5) / static_cast<double>(count);  // 0 to 1, evenly
    gaps[i] = std::round(10 * (task.mean_gap + (2 * place - 1) * task.gap_spread).count()) / 10;
  }
  parallel::shuffle(std::span<double>(gaps), stream);
  std::vector<bold::Event> events;
  double onset = task.first_onset.count();
  for (std::size_t block = 0; block < task.repeats; ++block) {
    std::array<std::size_t, kFaceConditions> order{};
    std::iota(order.begin(), order.end(), std::size_t{0});
    parallel::shuffle(std::span<std::size_t>(order), stream);
    for (const std::size_t condition : order) {
      events.push_back({Seconds(std::round(10 * onset) / 10), task.face, std::string(kFaceConditionNames[condition])});
      onset += task.face.count() + gaps[events.size() - 1];
    }
  }
  return events;
}

Means mean_responses(const std::string& region, bool secure, Arm arm) {
  for (const RegionMeans& means : kRegionMeans)
    if (region.starts_with(means.prefix)) return secure || arm == Arm::null_effect ? means.secure : means.insecure;
  return {};
}

FaceResponses draw_responses(const std::vector<std::string>& regions, bool secure, Arm arm, parallel::Stream& stream) {
  FaceResponses responses;
  Means deviation{};
  for (std::size_t i = 0; i < regions.size(); ++i) {
    if (i == 0 || without_side(regions[i]) != without_side(regions[i - 1])) {
      const double overall = kOverallSd * stream.normal();
      const double own = kOwnSd * stream.normal();
      for (std::size_t c = 0; c < kFaceConditions; ++c)
        deviation[c] = overall + (c < 3 ? own : 0.0) + kConditionSd * stream.normal();
    }
    Means response = mean_responses(regions[i], secure, arm);
    for (std::size_t c = 0; c < kFaceConditions; ++c) response[c] += deviation[c];
    responses.push_back(response);
  }
  return responses;
}

namespace {

PlantedEffect contrast_effect(const std::string& region, std::size_t emotion, Arm arm,
                              const std::vector<double>& participants) {
  const auto contrast = [&](bool secure) {
    const Means means = mean_responses(region, secure, arm);
    return means[emotion] - means[emotion + 3];
  };
  PlantedEffect effect;
  effect.effect = fmt::format("{}_{}", region, kEmotions[emotion]);
  effect.measure = "psc";
  effect.site = region;
  effect.condition = fmt::format("own_gt_unknown_{}", kEmotions[emotion]);
  effect.unit = "percent";
  effect.secure = contrast(true);
  effect.insecure = contrast(false);
  effect.between_sd = kContrastSd;
  effect.participants = participants;
  return effect;
}

}  // namespace

std::vector<PlantedEffect> face_effects(const std::vector<std::string>& regions, Arm arm,
                                        const std::vector<FaceResponses>& participants) {
  std::vector<PlantedEffect> effects;
  const auto own_less_unknown = [&](std::size_t person, std::size_t region, std::size_t emotion) {
    const Means& response = participants[person][region];
    return response[emotion] - response[emotion + 3];
  };
  for (std::size_t region = 0; region < regions.size(); ++region) {
    const bool is_right_of_pair = region > 0 && regions[region - 1] != without_side(regions[region - 1]) &&
                                  without_side(regions[region]) == without_side(regions[region - 1]);
    for (std::size_t emotion = 0; emotion < kEmotions.size(); ++emotion) {
      std::vector<double> values;
      for (std::size_t i = 0; i < participants.size(); ++i) values.push_back(own_less_unknown(i, region, emotion));
      effects.push_back(contrast_effect(regions[region], emotion, arm, values));
      if (!is_right_of_pair) continue;
      for (std::size_t i = 0; i < participants.size(); ++i)
        values[i] = 0.5 * (values[i] + own_less_unknown(i, region - 1, emotion));
      PlantedEffect both = contrast_effect(without_side(regions[region]), emotion, arm, values);
      both.site = regions[region - 1] + "," + regions[region];
      effects.push_back(std::move(both));
    }
  }
  return effects;
}

}  // namespace attune::simulate
