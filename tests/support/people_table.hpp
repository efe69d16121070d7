#pragma once

#include <string>
#include <vector>

#include "attune/table/table.hpp"

namespace attune::test {

/// `n` participants, `first` of them secure and the others insecure.
inline Table people_table(std::size_t first, std::size_t n) {
  Column::Text ids, groups;
  for (std::size_t i = 0; i < n; ++i) {
    ids.push_back("sub-" + std::string(i < 9 ? "0" : "") + std::string(1, static_cast<char>('1' + i % 9)) +
                  std::string(i / 9, 'x'));
    groups.emplace_back(i < first ? "secure" : "insecure");
  }
  Table table;
  table.add("participant_id", ids);
  table.add("group", groups);
  return table;
}

/// The text `text`, `times` times.
inline void append(Column::Text& cells, const std::string& text, std::size_t times) {
  cells.insert(cells.end(), times, text);
}

}  // namespace attune::test
