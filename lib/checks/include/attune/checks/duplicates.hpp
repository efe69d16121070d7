#pragma once

#include <span>
#include <string>
#include <vector>

#include "attune/table/table.hpp"

namespace attune::checks {

/// Two rows that are probably one person under two labels.
struct Duplicate {
  std::string first, second;
  std::size_t columns = 0;  ///< in which both have a value, all of them the same
};

/// Pairs of rows of the column `id` that agree in every numeric column in which both have a value (`columns`: only
/// these; empty: all). Ages and ratings agree by chance: a pair counts only if chance would give fewer than 0.05 such
/// pairs among all rows (the columns taken as independent), or if it agrees in a number of six significant digits.
std::vector<Duplicate> duplicate_people(const Table& table, const std::string& id = "participant_id",
                                        std::span<const std::string> columns = {});

/// "sub-03 and sub-07 have the same values in all 5 numeric columns: ..."
std::string describe(const Duplicate& duplicate);

}  // namespace attune::checks
