#pragma once

#include <string>

#include "attune/bids/tables.hpp"

namespace attune::bids {

/// What a table of participants says about whom a person is compared with.
struct Group {
  std::string name;      ///< the cell of the column; empty if the person is left out
  std::string left_out;  ///< why: "excluded: reason" (of the column `excluded`) or "column: n/a"; else empty
};

/// The group of a participant (with or without "sub-") in a table with one row each. Somebody who has no row, and a
/// table with a row per session, are input errors.
Group group_of(const Participants& table, const std::string& column, const std::string& participant_id);

/// An input error, which suggests a level, if no row of `column` has this one.
void require_level(const Participants& table, const std::string& column, const std::string& level);

}  // namespace attune::bids
