#include "attune/latency/people.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <variant>

#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "attune/erp/reading.hpp"

namespace attune::latency {
namespace {

constexpr const char* kFieldPower = "GFP";

erp::WaveChoice choice_of(const WaveRequest& request) {
  erp::WaveChoice out = request.choice;
  out.combine = true;
  return out;
}

// Averages of one person: the labels of the first, and their positions.
struct Person {
  eeg::Labels labels;
  std::vector<eeg::Evoked> averages;
};

std::vector<Person> people_in(const std::vector<eeg::Evoked>& averages, const std::string& source) {
  std::vector<Person> out;
  for (const eeg::Evoked& average : averages) {
    if (average.labels.participant_id.empty())
      throw input_error(source, "names no participant; expected a name as sub-01_..., or a column participant_id");
    const auto known = std::find_if(out.begin(), out.end(), [&](const Person& person) {
      return person.labels.participant_id == average.labels.participant_id;
    });
    if (known == out.end()) {
      out.push_back({average.labels, {average}});
      continue;
    }
    if (!(known->labels == average.labels))
      throw input_error(source,
                        fmt::format("{} has averages of several sessions, tasks or runs; expected one of each person",
                                    average.labels.participant_id));
    known->averages.push_back(average);
  }
  return out;
}

// The name of the site as the wave would have it.
std::string site_of(const erp::WaveChoice& choice) {
  if (choice.field_power) return kFieldPower;
  if (!choice.site.empty()) return choice.site;
  std::vector<std::string> names = choice.channels;
  if (names.empty())
    for (const erp::ElectrodePair& pair : choice.pairs) names.push_back(pair.left + "/" + pair.right);
  return fmt::format("{}", fmt::join(names, "+"));
}

// The one wave that is asked for among all that the choice gives.
const erp::Wave& wanted_wave(const std::vector<erp::Wave>& waves, const WaveRequest& request, const std::string& source,
                             const std::string& participant) {
  std::vector<std::string> conditions;
  const erp::Wave* found = nullptr;
  for (const erp::Wave& wave : waves) {
    if ((wave.site == kFieldPower) != request.choice.field_power) continue;
    if (conditions.empty() || conditions.back() != wave.condition) conditions.push_back(wave.condition);
    if (request.condition.empty() || wave.condition == request.condition) found = &wave;
  }
  if (request.condition.empty() && conditions.size() > 1)
    throw input_error(source, fmt::format("has the conditions {}; name one by --condition, or a --difference of them",
                                          fmt::join(conditions, ", ")));
  if (found == nullptr)
    throw erp::MissingCondition(
        describe(source) + fmt::format(": {} has no condition {}{}", participant, in_quotes(request.condition),
                                       suggestion(request.condition, conditions)),
        request.condition);
  return *found;
}

// SME of the score from trials; NaN where there is none.
double error_of(const eeg::Epochs& epochs, const erp::Wave& wave, const WaveRequest& request, Warnings& warnings) {
  erp::MeasureOptions options = request.target.reading;
  static_cast<erp::WaveChoice&>(options) = choice_of(request);
  options.only_derived = wave.is_derived() && !wave.field_power;
  options.components = {request.target.component};
  options.kinds = {request.target.kind};
  options.sme =
      erp::has_analytic_sme(request.target.kind) && !wave.field_power ? erp::Sme::analytic : erp::Sme::bootstrap;
  options.bootstraps = request.bootstraps;
  options.seed = request.seed;
  options.threads = request.threads;
  options.source = epochs.source.string();
  const erp::Measures measured = erp::measure(epochs, options);
  for (const Measure& row : measured.rows)
    if (row.condition == wave.condition && row.site == wave.site) return row.quality;
  warnings.push_back(fmt::format("{}: no measurement error of {}", options.source, wave.condition));
  return std::numeric_limits<double>::quiet_NaN();
}

void fill(PersonWave& out, const Person& person, const eeg::EpochInput& input, const WaveRequest& request,
          Warnings& warnings) {
  const std::vector<erp::Wave> waves = erp::choose_waves(person.averages, choice_of(request), out.source, warnings);
  const erp::Wave& wave = wanted_wave(waves, request, out.source, out.participant_id);
  out.condition = wave.condition;
  out.site = wave.site;
  out.reason = wave.unusable;
  if (!out.reason.empty()) return;
  std::int64_t trials = 0;
  for (const std::size_t condition : wave.conditions()) trials += person.averages[condition].trials;
  out.trials = input.trials_known ? std::optional(trials) : std::nullopt;
  out.values = erp::waveform_of(wave, person.averages);
  if (!out.values.allFinite()) out.reason = "not finite";
  const auto* epochs = std::get_if<eeg::Epochs>(&input.file);
  if (epochs != nullptr && request.bootstraps > 0 && trials > 1) out.sme = error_of(*epochs, wave, request, warnings);
}

PersonWave wave_of(const Person& person, const eeg::EpochInput& input, const std::string& source,
                   const WaveRequest& request, Warnings& warnings) {
  PersonWave out;
  out.participant_id = person.labels.participant_id;
  out.source = source;
  out.condition = request.condition;
  out.site = site_of(request.choice);
  out.times = person.averages.front().times;
  try {
    fill(out, person, input, request, warnings);
  } catch (const erp::MissingCondition& missing) {
    // One person does not stop the study; see require_condition.
    out.reason = "no " + missing.condition();
    out.no_condition = missing.what();
  }
  return out;
}

// Names of derived waves that were asked for.
std::vector<std::string> derived_names(const erp::WaveChoice& choice) {
  std::vector<std::string> out;
  for (const erp::Difference& difference : choice.differences) out.push_back(difference.name);
  for (const erp::Lateralisation& lateralisation : choice.lateralisations) out.push_back(lateralisation.name);
  return out;
}

}  // namespace

void check_request(const WaveRequest& request) {
  const erp::WaveChoice& choice = request.choice;
  if (choice.channels.empty() && choice.pairs.empty() && !choice.field_power)
    throw usage_error("--channels is required: where the component is measured (their mean, if several)");
  if (!(request.target.reading.fraction > 0 && request.target.reading.fraction < 1))
    throw usage_error(
        fmt::format("the fraction is {}; expected a number between 0 and 1, as 0.5", request.target.reading.fraction));
  if (request.condition.empty() && choice.differences.size() + choice.lateralisations.size() > 1)
    throw usage_error("several waves are derived; --condition names the one that is compared");
  check_named_once(choice);
}

void check_derived(const WaveRequest& request, std::span<const std::string> conditions) {
  const std::vector<std::string> derived = derived_names(request.choice);
  if (derived.empty() || std::all_of(conditions.begin(), conditions.end(), [](const auto& c) { return c.empty(); }))
    return;
  for (const std::string& condition : conditions)
    if (std::find(derived.begin(), derived.end(), condition) != derived.end()) return;
  throw usage_error(fmt::format("{} is derived and not compared, which is {}; name it, or leave its option out",
                                in_quotes(derived.front()), fmt::join(conditions, " with ")));
}

void require_condition(std::span<const PersonWave> people) {
  if (people.empty()) return;
  for (const PersonWave& person : people)
    if (person.no_condition.empty()) return;
  throw Error(Fault::input, people.front().no_condition);
}

std::vector<PersonWave> waves_of(const eeg::EpochInput& input, const std::string& source, const WaveRequest& request,
                                 Warnings& warnings) {
  const auto* epochs = std::get_if<eeg::Epochs>(&input.file);
  const std::vector<eeg::Evoked> averages =
      epochs != nullptr ? eeg::average(*epochs, request.threads) : std::get<std::vector<eeg::Evoked>>(input.file);
  WaveRequest asked = request;
  // A wave that was derived is what is wanted, unless a condition is named.
  if (asked.condition.empty() && !asked.choice.differences.empty()) asked.condition = asked.choice.differences[0].name;
  if (asked.condition.empty() && !asked.choice.lateralisations.empty())
    asked.condition = asked.choice.lateralisations[0].name;
  if (asked.choice.field_power) asked.target.component.polarity = erp::Polarity::positive;
  std::vector<PersonWave> out;
  for (const Person& person : people_in(averages, source))
    out.push_back(wave_of(person, input, source, asked, warnings));
  return out;
}

}  // namespace attune::latency
