// People in two groups, or in two conditions.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "attune/latency/people.hpp"
#include "attune/table/person_key.hpp"

namespace attune::latency {
namespace {

constexpr const char* kNoLevel = "n/a";

// In order of participant; two waves of one person are an input error. Labels are what tables of participants go by, so
// "sub-01" and "01" are one person.
std::vector<PersonWave> in_order(std::vector<PersonWave> people) {
  std::sort(people.begin(), people.end(), [](const PersonWave& a, const PersonWave& b) {
    const std::string one = person_key(a.participant_id), other = person_key(b.participant_id);
    return one != other ? one < other : a.source < b.source;
  });
  for (std::size_t i = 1; i < people.size(); ++i) {
    const PersonWave &before = people[i - 1], &person = people[i];
    if (person_key(person.participant_id) != person_key(before.participant_id)) continue;
    const std::string place = person.source == before.source ? "this file" : before.source;
    throw input_error(
        person.source,
        fmt::format(
            "{} is in {} too{}; expected every person once", person.participant_id, place,
            person.participant_id == before.participant_id ? "" : fmt::format(", as {}", before.participant_id)));
  }
  return people;
}

void check_times(const PersonWave& first, const PersonWave& other) {
  if (first.times == other.times) return;
  const auto words = [](const eeg::TimeAxis& times) {
    return fmt::format("{:g} to {:g} ms at {:g} Hz", times.at(0).count(), times.at(times.samples - 1).count(),
                       times.sampling_frequency.value());
  };
  throw input_error(other.source, fmt::format("goes from {}, {} from {}; expected the same times of everybody",
                                              words(other.times), first.source, words(first.times)));
}

void leave_out(TwoSides& out, PersonWave person, const std::string& level, const std::string& reason) {
  out.left_out.add(reason);
  person.reason = reason;
  out.without.push_back(std::move(person));
  out.side_of_those.push_back(level);
}

void fill_waves(TwoSides& out) {
  const PersonWave* first = nullptr;
  for (std::size_t s = 0; s < 2; ++s) {
    for (const PersonWave& person : out.people[s]) {
      if (first == nullptr) first = &person;
      check_times(*first, person);
    }
  }
  if (first == nullptr)
    throw analysis_error(fmt::format("nobody has a wave ({}); expected two people or more on either side",
                                     fmt::join(stats::describe(out.left_out), ", ")));
  out.times = first->times;
  for (std::size_t s = 0; s < 2; ++s) {
    out.waves[s].resize(static_cast<Eigen::Index>(out.people[s].size()), out.times.samples);
    for (std::size_t i = 0; i < out.people[s].size(); ++i)
      out.waves[s].row(static_cast<Eigen::Index>(i)) = out.people[s][i].values;
  }
}

std::vector<double> errors_of(const std::vector<PersonWave>& people) {
  std::vector<double> out;
  for (const PersonWave& person : people) out.push_back(person.sme);
  return out;
}

}  // namespace

TwoSides group_by(const std::vector<PersonWave>& people, const bids::Participants& participants, const std::string& by,
                  const std::array<std::string, 2>& levels) {
  const Table& table = participants.table;
  const std::vector<std::string> groups = table.text(by);
  const std::vector<std::string> excluded =
      table.has("excluded") ? table.text("excluded") : std::vector<std::string>(table.rows(), "n/a");
  const std::set<std::string> known(groups.begin(), groups.end());
  for (const std::string& level : levels)
    if (!known.contains(level))
      throw input_error(table.path(),
                        fmt::format("column {}: nobody is {}{}", in_quotes(by), in_quotes(level),
                                    suggestion(level, std::vector<std::string>(known.begin(), known.end()))));
  TwoSides out;
  std::set<std::string> with_file;
  for (const PersonWave& person : in_order(people)) {
    with_file.insert(person_key(person.participant_id));
    const auto row = participants.row_of(person.participant_id);
    if (!row) {
      leave_out(out, person, kNoLevel, "no row in the table of participants");
      continue;
    }
    const std::string& group = groups[*row];
    if (is_missing(group)) {
      leave_out(out, person, kNoLevel, "no group");
    } else if (const auto side = std::find(levels.begin(), levels.end(), group); side == levels.end()) {
      continue;
    } else if (!is_missing(excluded[*row])) {
      leave_out(out, person, group, "excluded: " + excluded[*row]);
    } else if (!person.reason.empty()) {
      leave_out(out, person, group, person.reason);
    } else {
      out.people[static_cast<std::size_t>(side - levels.begin())].push_back(person);
    }
  }
  for (std::size_t row = 0; row < table.rows(); ++row)
    if (std::find(levels.begin(), levels.end(), groups[row]) != levels.end() &&
        !with_file.contains(participants.labels[row])) {
      PersonWave nobody;
      nobody.participant_id = "sub-" + participants.labels[row];
      leave_out(out, std::move(nobody), groups[row], "no file of averages");
    }
  fill_waves(out);
  return out;
}

TwoSides pair_up(const std::vector<PersonWave>& a, const std::vector<PersonWave>& b,
                 const std::array<std::string, 2>& levels) {
  TwoSides out;
  const std::vector<PersonWave> first = in_order(a), second = in_order(b);
  std::map<std::string, const PersonWave*> partner;
  for (const PersonWave& person : second) partner[person_key(person.participant_id)] = &person;
  for (const PersonWave& person : first) {
    const auto found = partner.find(person_key(person.participant_id));
    if (found == partner.end()) {
      leave_out(out, person, levels[0], fmt::format("no {}", levels[1]));
      continue;
    }
    const PersonWave& other = *found->second;
    partner.erase(found);
    if (!person.reason.empty()) {
      leave_out(out, person, levels[0], person.reason);
    } else if (!other.reason.empty()) {
      leave_out(out, other, levels[1], other.reason);
    } else {
      out.people[0].push_back(person);
      out.people[1].push_back(other);
    }
  }
  for (const auto& [label, person] : partner) leave_out(out, *person, levels[1], fmt::format("no {}", levels[0]));
  fill_waves(out);
  return out;
}

Comparison compare(const TwoSides& sides, bool paired, const Target& target, const CompareOptions& options) {
  CompareOptions named = options;
  for (std::size_t s = 0; s < 2; ++s)
    for (const PersonWave& person : sides.people[s]) named.participants[s].push_back(person.participant_id);
  Comparison out = paired ? compare_paired(sides.waves[0], sides.waves[1], sides.times, target, named)
                          : compare(sides.waves[0], sides.waves[1], sides.times, target, named);
  add_noise(out, errors_of(sides.people[0]), errors_of(sides.people[1]));
  return out;
}

}  // namespace attune::latency
