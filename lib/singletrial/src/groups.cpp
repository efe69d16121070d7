#include "attune/singletrial/groups.hpp"

#include <fmt/format.h>

#include "attune/base/error.hpp"
#include "attune/base/number_text.hpp"

namespace attune::singletrial {

std::string group_of(const Table& participants, const std::string& by, const std::string& participant_id) {
  const std::vector<std::string> names = participants.text("participant_id"), groups = participants.text(by);
  std::string out;
  bool found = false;
  for (std::size_t row = 0; row < names.size(); ++row) {
    if (names[row] != participant_id) continue;
    if (found)
      participants.throw_at(row, "participant_id", fmt::format("{} has two rows; expected one", participant_id));
    found = true;
    if (!is_missing(groups[row])) out = groups[row];
  }
  if (!found)
    throw input_error(participants.path(), fmt::format("there is no row for participant {}, whose trials were given",
                                                       in_quotes(participant_id)));
  return out;
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
