#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "attune/singletrial/people.hpp"
#include "attune/stats/compare.hpp"

namespace attune::singletrial {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

double microvolts(double volts) { return 1e6 * volts; }
std::string or_missing(const std::string& text) { return text.empty() ? "n/a" : text; }

void add(Record& row, const std::string& name, double value) { row.emplace_back(name, value); }

void add_amplitude(Record& row, const std::string& name, const Estimate& estimate) {
  add(row, name + "_uv", microvolts(estimate.value));
  add(row, name + "_se_uv", microvolts(estimate.standard_error));
}

void add_correlation(Record& row, const std::string& name, const std::optional<stats::Correlation>& correlation) {
  add(row, name + "_r", correlation ? correlation->r : kNone);
  const bool bounded = correlation && correlation->interval;
  add(row, name + "_r_low", bounded ? correlation->interval->low : kNone);
  add(row, name + "_r_high", bounded ? correlation->interval->high : kNone);
}

JitterFit without_fit() {
  JitterFit fit;
  for (Estimate* one :
       {&fit.latency_ms, &fit.jitter_ms, &fit.aligned_amplitude, &fit.stimulus_amplitude, &fit.smearing})
    *one = {kNone, kNone};
  fit.jitter_interval = {kNone, kNone};
  fit.amplitude_sd = fit.noise = kNone;
  return fit;
}

void add_labels(Record& row, const Person& person, const eeg::Labels& labels) {
  for (const auto& [name, value] : {std::pair{"participant_id", labels.participant_id},
                                    {"session", labels.session},
                                    {"task", labels.task},
                                    {"run", labels.run},
                                    {"group", person.group}})
    row.emplace_back(name, or_missing(value));
  row.emplace_back("condition", person.trials.condition);
  row.emplace_back("site", person.trials.site);
}

void add_response(Record& row, const Person& person) {
  const ResponseLink* link = person.fit && person.fit->response ? &*person.fit->response : nullptr;
  row.emplace_back("responses", static_cast<std::int64_t>(link ? link->trials : 0));
  add_correlation(row, "woody_response", person.woody_response);
  add_correlation(row, "shrunk_response", person.shrunk_response);
  add(row, "response_slope", link ? link->slope : kNone);
  add(row, "response_slope_low", link ? link->slope_interval.low : kNone);
  add(row, "response_slope_high", link ? link->slope_interval.high : kNone);
  row.emplace_back("moved_trials", static_cast<std::int64_t>(link ? link->moved_trials : 0));
  add(row, "moved_stimulus_locked_uv", link ? microvolts(link->stimulus_amplitude) : kNone);
  add(row, "moved_response_locked_uv", link ? microvolts(link->response_amplitude) : kNone);
}

Record record_of(const Person& person, std::span<const GroupLevel> groups) {
  Record row;
  add_labels(row, person, person.trials.labels);
  const JitterFit fit = person.fit ? *person.fit : without_fit();
  row.emplace_back("trials", static_cast<std::int64_t>(person.trials.data.rows()));
  std::int64_t censored = 0;
  if (person.woody)
    for (const AlignedTrial& trial : person.woody->trials) censored += !trial.censored.empty();
  if (person.woody)
    row.emplace_back("woody_censored", censored);
  else
    add(row, "woody_censored", kNone);
  add(row, "latency_ms", fit.latency_ms.value);
  add(row, "latency_se_ms", fit.latency_ms.standard_error);
  add(row, "latency_shrunk_ms", person.latency_shrunk_ms);
  add(row, "jitter_ms", fit.jitter_ms.value);
  add(row, "jitter_low_ms", fit.jitter_interval.low);
  add(row, "jitter_high_ms", fit.jitter_interval.high);
  add(row, "jitter_shrunk_ms", person.jitter_shrunk_ms);
  add_amplitude(row, "aligned_amplitude", fit.aligned_amplitude);
  add_amplitude(row, "stimulus_amplitude", fit.stimulus_amplitude);
  add_amplitude(row, "smearing", fit.smearing);
  add(row, "amplitude_sd_uv", microvolts(fit.amplitude_sd));
  add(row, "noise_sd_uv", microvolts(fit.noise));
  add_response(row, person);
  const auto level = std::find_if(groups.begin(), groups.end(), [&](const GroupLevel& one) {
    return one.group == person.group && one.condition == person.trials.condition;
  });
  if (level != groups.end()) {
    add(row, "group_latency_ms", level->latency_ms);
    add(row, "group_latency_se_ms", level->latency_error);
    add(row, "group_between_sd_ms", level->between_sd_ms);
    add(row, "group_jitter_ms", level->jitter_ms);
  }
  row.emplace_back("excluded", or_missing(person.excluded));
  return row;
}

std::string why_censored(const Person& person, std::size_t trial) {
  return person.woody ? person.woody->trials[trial].censored : person.woody_problem;
}

}  // namespace

Table trial_table(std::span<const Person> people) {
  std::vector<Record> rows;
  for (const Person& person : people)
    for (std::size_t i = 0; i < person.trials.numbers.size(); ++i) {
      const auto at = static_cast<Eigen::Index>(i);
      const bool fitted = person.excluded.empty();
      const AlignedTrial none{kNone, kNone, kNone, kNone, ""};
      const AlignedTrial woody = person.woody ? person.woody->trials[i] : none;
      Record row;
      const std::vector<eeg::Labels>& each = person.trials.trial_labels;
      add_labels(row, person, each.empty() ? person.trials.labels : each[i]);
      row.emplace_back("trial", static_cast<std::int64_t>(person.trials.numbers[i]));
      add(row, "onset_s", person.trials.onset_s[i]);
      add(row, "latency_ms", woody.latency_ms);
      add(row, "latency_shrunk_ms", fitted ? person.shrunk.latency_ms(at) : kNone);
      add(row, "latency_sd_ms", fitted ? person.shrunk.sd_ms(at) : kNone);
      add(row, "amplitude_uv", microvolts(woody.amplitude));
      add(row, "amplitude_shrunk_uv", fitted ? microvolts(person.shrunk.amplitude(at)) : kNone);
      add(row, "correlation", woody.correlation);
      add(row, "response_time_ms", person.trials.response_ms[i]);
      row.emplace_back("censored", or_missing(why_censored(person, i)));
      row.emplace_back("excluded", or_missing(person.excluded));
      rows.push_back(std::move(row));
    }
  return to_table(rows);
}

std::vector<Record> person_records(std::span<const Person> people, std::span<const GroupLevel> groups) {
  std::vector<Record> out;
  for (const Person& person : people) out.push_back(record_of(person, groups));
  return out;
}

namespace {

struct Quantity {
  const char* name;
  double (*of)(const JitterFit&);
};
constexpr std::array kQuantities{
    Quantity{"latency_ms", [](const JitterFit& fit) { return fit.latency_ms.value; }},
    Quantity{"jitter_ms", [](const JitterFit& fit) { return fit.jitter_ms.value; }},
    Quantity{"aligned_amplitude_uv", [](const JitterFit& fit) { return 1e6 * fit.aligned_amplitude.value; }},
    Quantity{"smearing_uv", [](const JitterFit& fit) { return 1e6 * fit.smearing.value; }},
    Quantity{"stimulus_amplitude_uv", [](const JitterFit& fit) { return 1e6 * fit.stimulus_amplitude.value; }}};

std::vector<Record> compare_condition(std::span<const Person> people, const std::string& condition,
                                      const std::array<std::string, 2>& levels) {
  std::array<std::vector<const JitterFit*>, 2> fits;
  std::int64_t excluded = 0;
  for (const Person& one : people)
    for (std::size_t side = 0; side < 2; ++side) {
      if (one.trials.condition != condition || one.group != levels[side]) continue;
      if (one.excluded.empty())
        fits[side].push_back(&*one.fit);
      else
        ++excluded;
    }
  for (std::size_t side = 0; side < 2; ++side)
    if (fits[side].size() < 2)
      throw analysis_error(fmt::format("{} people with single-trial latencies in {} for {}; expected at least 2",
                                       fits[side].size(), in_quotes(levels[side]), in_quotes(condition)));
  const auto values = [&](std::size_t side, const Quantity& quantity) {
    std::vector<double> out;
    for (const JitterFit* fit : fits[side]) out.push_back(quantity.of(*fit));
    return out;
  };
  std::vector<stats::Comparison> found;
  for (const Quantity& quantity : kQuantities) {
    stats::CompareOptions options;
    options.levels = levels;
    found.push_back(stats::compare_groups(values(0, quantity), values(1, quantity), options));
  }
  const double whole = found.back().estimate;
  std::vector<Record> out;
  for (std::size_t q = 0; q < kQuantities.size(); ++q) {
    const std::string name = kQuantities[q].name;
    const double share = name == "aligned_amplitude_uv" ? found[q].estimate / whole
                         : name == "smearing_uv"        ? -found[q].estimate / whole
                                                        : kNone;
    Record row{{"condition", condition}, {"quantity", name}};
    const Record fields = stats::to_record(found[q]);
    row.insert(row.end(), fields.begin(), fields.end());
    row.emplace_back("share_of_stimulus_locked", share);
    row.emplace_back("excluded_people", excluded);
    out.push_back(std::move(row));
  }
  return out;
}

}  // namespace

std::vector<Record> compare_levels(std::span<const Person> people, const std::array<std::string, 2>& levels) {
  std::vector<std::string> conditions;
  for (const Person& one : people)
    if (std::find(conditions.begin(), conditions.end(), one.trials.condition) == conditions.end())
      conditions.push_back(one.trials.condition);
  std::vector<Record> out;
  for (const std::string& condition : conditions)
    for (Record& row : compare_condition(people, condition, levels)) out.push_back(std::move(row));
  return out;
}

}  // namespace attune::singletrial
