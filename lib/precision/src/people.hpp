#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "attune/precision/quality.hpp"

namespace attune::precision {

/// One person's value in a cell.
struct PersonValue {
  double value = 0, sme = 0;
  std::string group;  ///< empty: the person is in none
};

/// How many rows of a group could not be used.
struct LeftOut {
  std::int64_t before = 0;       ///< a reason in `excluded`, or no value
  std::int64_t by_sme = 0;       ///< above the limit
  std::int64_t without_sme = 0;  ///< a value, but nothing is known of its error
};

/// What is the same for the rows that belong together.
struct Cell {
  std::string session, task, run, measure, site, condition, unit;
  std::map<std::string, PersonValue> people;  ///< by `person_key`
  std::map<std::string, LeftOut> left_out;    ///< by group
  double limit = 0;                           ///< largest SME that stays; infinity: there is no limit
  bool is_difference = false;                 ///< of two conditions, within people
};

/// The table's rows in their cells, and the table with the rule's reasons.
struct Cells {
  std::vector<Cell> cells;
  Table table;
  std::int64_t rows = 0;
  Warnings warnings;
};
Cells cells_of(const Table& table, const QualityRequest& request);

/// Adds a cell for every pair of cells that differ in `conditions` alone.
void add_differences(Cells& cells, const std::vector<std::string>& conditions);

}  // namespace attune::precision
