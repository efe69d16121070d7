#include "attune/decode/request.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "attune/base/distinct_files.hpp"
#include "attune/eeg/epoch_files.hpp"

namespace attune::decode {
namespace {

std::string label_of(std::string id) { return id.starts_with("sub-") ? id.substr(4) : id; }

/// The group of every person.
std::vector<std::string> groups_of(const PeopleTrials& trials, const Table& participants, const std::string& column) {
  const std::vector<std::string> ids = participants.text("participant_id"), cells = participants.text(column);
  std::vector<std::string> groups;
  for (const PersonTrials& person : trials.people) {
    const auto found = std::find_if(
        ids.begin(), ids.end(), [&](const std::string& id) { return label_of(id) == label_of(person.participant_id); });
    if (found == ids.end())
      throw input_error(participants.path(), fmt::format("no row of participant {}, whose epochs are decoded",
                                                         in_quotes(person.participant_id)));
    groups.push_back(cells[static_cast<std::size_t>(found - ids.begin())]);
  }
  return groups;
}

/// Leaves out who belongs to no level.
void keep_levels(PeopleTrials& trials, std::vector<std::string>& groups, const std::vector<std::string>& levels) {
  const std::set<std::string> wanted(levels.begin(), levels.end());
  std::vector<PersonTrials> people;
  std::vector<std::string> kept;
  for (std::size_t p = 0; p < groups.size(); ++p) {
    if (!wanted.contains(groups[p])) continue;
    people.push_back(std::move(trials.people[p]));
    kept.push_back(groups[p]);
  }
  if (const std::size_t others = groups.size() - kept.size(); others > 0)
    trials.warnings.push_back(
        fmt::format("{} of {} people belong to no group asked for and are left out", others, groups.size()));
  trials.people = std::move(people);
  groups = std::move(kept);
}

void check(const Request& request) {
  if (request.conditions.size() != 2)
    throw usage_error(
        fmt::format("--conditions has {} names, expected two: --conditions A,B", request.conditions.size()));
  if (request.group.has_value() != request.participants.has_value())
    throw usage_error("--group and --participants go together: the column and the table it is in");
  if (!request.levels.empty() && !request.group) throw usage_error("--levels needs --group, the column they are in");
}

}  // namespace

Decoding decode_files(const Request& request) {
  check(request);
  require_distinct(request.files);
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
  std::vector<std::string> groups = groups_of(trials, *request.participants, *request.group);
  std::vector<std::string> levels = request.levels;
  if (levels.empty()) {
    const std::set<std::string> all(groups.begin(), groups.end());
    levels.assign(all.begin(), all.end());
  }
  keep_levels(trials, groups, levels);
  return decode(trials, groups, levels, request.options);
}

}  // namespace attune::decode
