#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "attune/checks/balance.hpp"
#include "attune/table/table.hpp"

namespace attune::checks {

/// What a command that tests a table is asked to look after.
struct GuardRequest {
  std::vector<std::string> check;             ///< columns in which the groups should not differ: site, mean_fd
  std::optional<std::string> allow_circular;  ///< why regions made from the tested images do no harm
};

/// The comparison that is guarded.
struct GuardedGroups {
  std::string by;
  std::array<std::string, 2> levels;
  std::vector<std::string> values;       ///< the columns that are compared: never taken for the score of a split
  std::vector<std::string> identifiers;  ///< columns that name people; a person's first row of a group counts
  std::string table;                     ///< as a command names it
};

/// Whether the groups differ in `request.check` (`balance`), and whether they are halves of a score in the table
/// (`median_splits`). A table with several rows of a person counts each once. The records are those of `balance`;
/// errors too.
Balance guard_groups(const Table& table, const GuardedGroups& groups, const GuardRequest& request,
                     const BalanceOptions& options = {});

}  // namespace attune::checks
