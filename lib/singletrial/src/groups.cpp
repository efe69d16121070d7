#include "attune/singletrial/groups.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

#include "attune/base/distinct_files.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"

namespace attune::singletrial {

std::string group_of(const bids::Participants& participants, const std::string& by, const std::string& participant_id,
                     Warnings& warnings) {
  const Table& table = participants.table;
  if (!participants.sessions.empty())
    throw input_error(table.path(), "a row per session; expected one row per participant");
  const std::vector<std::string> groups = table.text(by);
  const std::optional<std::size_t> row = participants.row_of(participant_id);
  if (!row)
    throw input_error(table.path(),
                      fmt::format("there is no row for participant {}, whose trials were given; add a row",
                                  in_quotes(participant_id)));
  if (table.has("excluded")) {
    const std::string why = table.text("excluded")[*row];
    if (!is_missing(why)) {
      warnings.push_back(fmt::format("{}: in no group, excluded: {}", participant_id, why));
      return "";
    }
  }
  return is_missing(groups[*row]) ? "" : groups[*row];
}

std::vector<Person> analyse_people(std::vector<SiteTrials> parts, const std::optional<bids::Participants>& participants,
                                   const std::string& by, const JitterOptions& options, Warnings& warnings) {
  std::vector<SiteTrials> joined = join_recordings(std::move(parts), warnings);
  std::vector<std::string> groups(joined.size());
  for (std::size_t i = 0; participants && i < joined.size(); ++i)
    groups[i] = group_of(*participants, by, joined[i].labels.participant_id, warnings);
  std::vector<Person> people;
  for (std::size_t i = 0; i < joined.size(); ++i) people.push_back(analyse(std::move(joined[i]), groups[i], options));
  return people;
}

void require_levels(const bids::Participants& participants, const std::string& by,
                    const std::array<std::string, 2>& levels) {
  const std::vector<std::string> groups = participants.table.text(by);
  for (const std::string& level : levels)
    if (std::find(groups.begin(), groups.end(), level) == groups.end())
      throw input_error(participants.table.path(), fmt::format("column {} has no {}{}", in_quotes(by), in_quotes(level),
                                                               suggestion(level, groups)));
}

void refuse_repeated(std::span<const std::filesystem::path> files, std::span<const std::string> conditions) {
  require_distinct(files);
  std::set<std::string> seen;
  for (const std::string& condition : conditions)
    if (!seen.insert(condition).second)
      throw usage_error(
          fmt::format("condition {} is named twice; expected every condition once", in_quotes(condition)));
}

std::array<std::string, 2> parse_levels(std::string_view text) {
  const std::size_t comma = text.find(',');
  std::array<std::string, 2> out;
  if (comma != std::string_view::npos) {
    out[0] = trimmed(text.substr(0, comma));
    out[1] = trimmed(text.substr(comma + 1));
  }
  if (out[0].empty() || out[1].empty() || out[0] == out[1] || out[1].find(',') != std::string::npos)
    throw usage_error(fmt::format("the levels are {}; expected two different ones as A,B", in_quotes(text)));
  return out;
}

}  // namespace attune::singletrial
