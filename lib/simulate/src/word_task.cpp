#include "word_task.hpp"

#include <fmt/format.h>

#include <cstddef>

namespace attune::simulate {

namespace {

/// N400 of a group: amplitude in µV by condition, latency.
struct GroupWave {
  double rejection_uv, acceptance_uv;
  Milliseconds latency;
};

// Seven microvolts at 385 ms, larger to rejection words; in the published arm insecure participants answer 4 µV more
// to them (Zayas et al. 2009 report the moderation, not its size) and 20 ms earlier (proposed here).
GroupWave group_wave(bool secure, Arm arm) {
  if (arm == Arm::null_effect) return {-7.0, -4.0, Milliseconds(385)};
  if (secure) return {-5.0, -4.0, Milliseconds(385)};
  return {-9.0, -4.0, Milliseconds(365)};
}

constexpr double kAmplitudeSd = 2.0;  // µV, of the person, both conditions
constexpr double kConditionSd = 1.2;  // µV, of rejection less acceptance
constexpr double kLatencySd = 18.0;   // ms
constexpr Electrode kCpz{"CPz", 22, 270};
constexpr Electrode kPz{"Pz", 46, 270};
constexpr Electrode kOz{"Oz", 92, 270};
constexpr Electrode kPo7{"PO7", 92, 234};
constexpr Electrode kPo8{"PO8", 92, 306};
constexpr std::array<Electrode, 3> kSites{Electrode{"Cz", 0, 0}, kCpz, kPz};
constexpr Milliseconds kWindowStart{300}, kWindowEnd{500};

Wave n400(double amplitude, Milliseconds latency) { return {latency, Milliseconds(70), amplitude, kCpz, 45}; }

/// Waves that differ neither between groups nor between conditions. A P3 at 410 ms would hide the N400's latency under
/// a wave of the other sign at the same place, so there is none.
std::vector<Wave> common_waves(double size) {
  return {{Milliseconds(105), Milliseconds(12), 4 * size, kOz, 35},
          {Milliseconds(130), Milliseconds(14), -3 * size, kPo7, 30},
          {Milliseconds(130), Milliseconds(14), -2 * size, kPo8, 30},
          {Milliseconds(700), Milliseconds(200), 2 * size, kPz, 45}};
}

WordWaves waves_of(const GroupWave& group, double amplitude, double condition, Milliseconds latency, double size) {
  const Milliseconds at = group.latency + latency;
  WordWaves waves;
  waves[0] = {n400(group.rejection_uv + amplitude + condition, at)};
  waves[1] = {n400(group.acceptance_uv + amplitude, at)};
  for (std::vector<Wave>& list : waves)
    for (const Wave& wave : common_waves(size)) list.push_back(wave);
  return waves;
}

double window_mean(const std::vector<Wave>& waves, const Electrode& electrode) {
  double sum = 0;
  int samples = 0;
  for (Milliseconds time = kWindowStart; time < kWindowEnd + Milliseconds(0.5); time += Milliseconds(1), ++samples)
    sum += voltage(waves, electrode, time);
  return sum / samples;
}

double contrast_mean(const WordWaves& waves, const Electrode& electrode, std::size_t condition) {
  const double rejection = window_mean(waves[0], electrode);
  const double acceptance = window_mean(waves[1], electrode);
  return condition == 0 ? rejection : condition == 1 ? acceptance : rejection - acceptance;
}

template <class Value>
PlantedEffect planted(Arm arm, const std::vector<WordWaves>& participants, const Value& value) {
  PlantedEffect effect;
  effect.secure = value(waves_of(group_wave(true, arm), 0, 0, Milliseconds(0), 1));
  effect.insecure = value(waves_of(group_wave(false, arm), 0, 0, Milliseconds(0), 1));
  for (const WordWaves& waves : participants) effect.participants.push_back(value(waves));
  return effect;
}

}  // namespace

WordWaves draw_waves(bool secure, Arm arm, parallel::Stream& stream) {
  const double amplitude = kAmplitudeSd * stream.normal();
  const double condition = kConditionSd * stream.normal();
  const Milliseconds latency(kLatencySd * stream.normal());
  return waves_of(group_wave(secure, arm), amplitude, condition, latency, 1 + 0.2 * stream.normal());
}

double voltage(const std::vector<Wave>& waves, const Electrode& electrode, Milliseconds time) {
  double sum = 0;
  for (const Wave& wave : waves) {
    const double z = (time - wave.latency) / wave.width;
    const double d = angle_between(electrode, wave.centre) / wave.spread_degrees;
    sum += wave.amplitude_uv * std::exp(-0.5 * (z * z + d * d));
  }
  return sum;
}

std::vector<PlantedEffect> word_effects(Arm arm, const std::vector<WordWaves>& participants) {
  constexpr std::array<std::string_view, 3> kConditions{"rejection", "acceptance", "rejection_gt_acceptance"};
  std::vector<PlantedEffect> effects;
  for (const Electrode& site : kSites) {
    for (std::size_t condition = 0; condition < kConditions.size(); ++condition) {
      PlantedEffect effect =
          planted(arm, participants, [&](const WordWaves& waves) { return contrast_mean(waves, site, condition); });
      effect.effect = fmt::format("n400_amplitude_{}_{}", site.name, kConditions[condition]);
      effect.measure = "mean_amplitude";
      effect.site = site.name;
      effect.condition = kConditions[condition];
      effect.unit = "uV";
      // The window's mean is this share of the amplitude at the wave's own place.
      const double share = window_mean({n400(1, Milliseconds(385))}, site);
      const double person = condition == 2 ? 0.0 : kAmplitudeSd;
      const double word = condition == 1 ? 0.0 : kConditionSd;
      effect.between_sd = share * std::hypot(person, word);
      effects.push_back(std::move(effect));
    }
    PlantedEffect latency =
        planted(arm, participants, [](const WordWaves& waves) { return waves[0].front().latency.count(); });
    latency.effect = fmt::format("n400_latency_{}", site.name);
    latency.measure = "latency";
    latency.site = site.name;
    latency.condition = "rejection_gt_acceptance";
    latency.unit = "ms";
    latency.between_sd = kLatencySd;
    effects.push_back(std::move(latency));
  }
  return effects;
}

}  // namespace attune::simulate
