#pragma once

#include <array>
#include <string>
#include <string_view>

#include "attune/table/table.hpp"

namespace attune::singletrial {

/// The group of a participant: the cell of column `by` in its row of `participants` (column participant_id). A
/// participant without a row or with two is an input error; a missing cell is an empty group.
std::string group_of(const Table& participants, const std::string& by, const std::string& participant_id);

/// "A,B" as two different levels; anything else is a usage error.
std::array<std::string, 2> parse_levels(std::string_view text);

}  // namespace attune::singletrial
