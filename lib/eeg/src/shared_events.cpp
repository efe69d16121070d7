#include "attune/eeg/shared_events.hpp"

#include <algorithm>
#include <map>

namespace attune::eeg {
namespace {

double seconds_of(const Trial& trial, const TimeAxis& times) {
  return trial.onset ? trial.onset->count() : trial.onset_sample / times.sampling_frequency.value();
}

}  // namespace

std::vector<SharedEvents> shared_events(const Epochs& epochs) {
  std::map<Eigen::Index, std::vector<const Trial*>> at_sample;
  std::vector<std::string> conditions;
  for (const Trial& trial : epochs.trials) {
    if (!trial.kept) continue;
    if (std::find(conditions.begin(), conditions.end(), trial.condition) == conditions.end())
      conditions.push_back(trial.condition);
    at_sample[trial.sample].push_back(&trial);
  }
  const auto place_of = [&](const Trial& trial) {
    return std::find(conditions.begin(), conditions.end(), trial.condition) - conditions.begin();
  };
  std::map<std::pair<std::ptrdiff_t, std::ptrdiff_t>, SharedEvents> pairs;
  for (const auto& [sample, trials] : at_sample)
    for (std::size_t b = 1; b < trials.size(); ++b)
      for (std::size_t a = 0; a < b; ++a) {
        const std::pair key = std::minmax({place_of(*trials[a]), place_of(*trials[b])});
        if (key.first == key.second) continue;
        SharedEvents& pair = pairs[key];
        if (pair.events++ > 0) continue;
        pair.one = conditions[static_cast<std::size_t>(key.first)];
        pair.other = conditions[static_cast<std::size_t>(key.second)];
        pair.first_seconds = seconds_of(*trials[a], epochs.times);
      }
  std::vector<SharedEvents> out;
  for (auto& [key, pair] : pairs) out.push_back(std::move(pair));
  return out;
}

}  // namespace attune::eeg
