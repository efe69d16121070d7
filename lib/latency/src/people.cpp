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

// The one wave that is asked for among all that the choice gives.
const erp::Wave& wanted_wave(const std::vector<erp::Wave>& waves, const WaveRequest& request,
                             const std::string& source) {
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
    throw input_error(source, fmt::format("has no condition {}{}", in_quotes(request.condition),
                                          suggestion(request.condition, conditions)));
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

PersonWave wave_of(const Person& person, const eeg::EpochFile& file, const std::string& source,
                   const WaveRequest& request, Warnings& warnings) {
  const std::vector<erp::Wave> waves = erp::choose_waves(person.averages, choice_of(request), source, warnings);
  const erp::Wave& wave = wanted_wave(waves, request, source);
  PersonWave out;
  out.participant_id = person.labels.participant_id;
  out.source = source;
  out.condition = wave.condition;
  out.site = wave.site;
  out.times = person.averages.front().times;
  out.reason = wave.unusable;
  if (!out.reason.empty()) return out;
  out.trials = std::numeric_limits<std::int64_t>::max();
  for (const std::size_t condition : wave.conditions())
    out.trials = std::min(out.trials, person.averages[condition].trials);
  out.values = erp::waveform_of(wave, person.averages);
  if (!out.values.allFinite()) out.reason = "not finite";
  const auto* epochs = std::get_if<eeg::Epochs>(&file);
  if (epochs != nullptr && request.bootstraps > 0 && out.trials > 1)
    out.sme = error_of(*epochs, wave, request, warnings);
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
}

std::vector<PersonWave> waves_of(const eeg::EpochFile& file, const std::string& source, const WaveRequest& request,
                                 Warnings& warnings) {
  const auto* epochs = std::get_if<eeg::Epochs>(&file);
  const std::vector<eeg::Evoked> averages =
      epochs != nullptr ? eeg::average(*epochs, request.threads) : std::get<std::vector<eeg::Evoked>>(file);
  WaveRequest asked = request;
  // A wave that was derived is what is wanted, unless a condition is named.
  if (asked.condition.empty() && !asked.choice.differences.empty()) asked.condition = asked.choice.differences[0].name;
  if (asked.condition.empty() && !asked.choice.lateralisations.empty())
    asked.condition = asked.choice.lateralisations[0].name;
  if (asked.choice.field_power) asked.target.component.polarity = erp::Polarity::positive;
  std::vector<PersonWave> out;
  for (const Person& person : people_in(averages, source))
    out.push_back(wave_of(person, file, source, asked, warnings));
  return out;
}

}  // namespace attune::latency
