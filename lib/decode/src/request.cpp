#include "attune/decode/request.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "attune/base/distinct_files.hpp"
#include "attune/bids/group.hpp"
#include "attune/eeg/epoch_files.hpp"

namespace attune::decode {
namespace {

/// The groups of those who stay, in order of the people; who is excluded, has no group or belongs to none of `levels`
/// (empty: all) is left out.
std::vector<std::string> keep_groups(PeopleTrials& trials, const bids::Participants& participants,
                                     const std::string& column, const std::vector<std::string>& levels) {
  std::vector<PersonTrials> people;
  std::vector<std::string> groups, others;
  for (PersonTrials& person : trials.people) {
    bids::Group group = bids::group_of(participants, column, person.participant_id);
    const bool wanted = levels.empty() || std::find(levels.begin(), levels.end(), group.name) != levels.end();
    if (!group.left_out.empty()) {
      others.push_back(fmt::format("{} ({})", person.participant_id, group.left_out));
    } else if (!wanted) {
      others.push_back(fmt::format("{} ({}: {})", person.participant_id, column, group.name));
    } else {
      groups.push_back(std::move(group.name));
      people.push_back(std::move(person));
    }
  }
  if (groups.empty())
    throw input_error(participants.table.path(), fmt::format("nobody is left by column '{}': {}; expected groups of "
                                                             "these participants",
                                                             column, fmt::join(others, ", ")));
  if (!others.empty())
    trials.warnings.push_back(
        fmt::format("{} of {} people are left out: {}", others.size(), trials.people.size(), fmt::join(others, ", ")));
  trials.people = std::move(people);
  return groups;
}

void check(const Request& request) {
  if (request.conditions.size() != 2)
    throw usage_error(
        fmt::format("--conditions has {} names, expected two: --conditions A,B", request.conditions.size()));
  if (request.group.has_value() != request.participants.has_value())
    throw usage_error("--group and --participants go together: the column and the table it is in");
  if (!request.levels.empty() && !request.group) throw usage_error("--levels needs --group, the column they are in");
  if (const std::set<std::string> levels(request.levels.begin(), request.levels.end());
      levels.size() < request.levels.size())
    throw usage_error(fmt::format("--levels {}; expected each level once", fmt::join(request.levels, ",")));
}

}  // namespace

Decoding decode_files(const Request& request) {
  check(request);
  require_distinct(request.files);
  std::optional<bids::Participants> participants;
  if (request.participants) participants = bids::read_participants(*request.participants);
  for (const std::string& level : request.levels) bids::require_level(*participants, *request.group, level);
  std::vector<eeg::Epochs> files;
  std::vector<std::string> sources;
  for (const std::filesystem::path& path : request.files) {
    files.push_back(eeg::read_epochs(path));
    sources.push_back(path.string());
  }
  TrialOptions options = request.trials;
  options.conditions = {request.conditions[0], request.conditions[1]};
  PeopleTrials trials = gather(files, sources, options);
  if (!request.group) return decode(trials, {}, {}, request.options);
  trials.warnings.insert(trials.warnings.end(), participants->warnings.begin(), participants->warnings.end());
  const std::vector<std::string> groups = keep_groups(trials, *participants, *request.group, request.levels);
  std::vector<std::string> levels = request.levels;
  if (levels.empty()) {
    const std::set<std::string> all(groups.begin(), groups.end());
    levels.assign(all.begin(), all.end());
  }
  return decode(trials, groups, levels, request.options);
}

}  // namespace attune::decode
