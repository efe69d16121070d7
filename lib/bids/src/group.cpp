#include "attune/bids/group.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"

namespace attune::bids {

Group group_of(const Participants& table, const std::string& column, const std::string& participant_id) {
  if (!table.sessions.empty())
    throw input_error(table.table.path(), "a row per session; expected one row per participant");
  const std::optional<std::size_t> row = table.row_of(participant_id);
  if (!row)
    throw input_error(table.table.path(), fmt::format("no row has the participant_id {}, who has data; expected "
                                                      "everybody here; add a row",
                                                      participant_id));
  const std::string name = table.table.text(column)[*row];
  const std::string excluded = table.table.has("excluded") ? table.table.text("excluded")[*row] : "";
  if (!is_missing(excluded)) return {"", "excluded: " + excluded};
  if (is_missing(name)) return {"", column + ": n/a"};
  return {name, ""};
}

void require_level(const Participants& table, const std::string& column, const std::string& level) {
  const std::vector<std::string> cells = table.table.text(column);
  if (std::find(cells.begin(), cells.end(), level) != cells.end()) return;
  std::set<std::string> levels(cells.begin(), cells.end());
  std::erase_if(levels, [](const std::string& cell) { return is_missing(cell); });
  throw input_error(table.table.path(),
                    fmt::format("column '{}' has no '{}'{}", column, level,
                                suggestion(level, std::vector<std::string>(levels.begin(), levels.end()))));
}

}  // namespace attune::bids
