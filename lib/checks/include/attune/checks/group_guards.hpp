#pragma once

#include <optional>
#include <string>
#include <vector>

#include "attune/checks/balance.hpp"
#include "attune/stats/compare_request.hpp"
#include "attune/table/table.hpp"

namespace attune::checks {

/// What a command that tests a table is asked to look after.
struct GuardRequest {
  std::vector<std::string> check;             ///< columns in which the groups should not differ: site, mean_fd
  std::optional<std::string> allow_circular;  ///< why regions made from the tested images do no harm

  /// Columns a command needs, with those that are checked.
  std::vector<std::string> columns(std::vector<std::string> needed) const;
};

/// The comparison that is guarded.
struct GuardedGroups {
  std::string by;
  std::vector<std::string> levels;       ///< two
  std::vector<std::string> values;       ///< the columns that are compared: never taken for the score of a split
  std::vector<std::string> identifiers;  ///< columns that name people; a person's first row of a group counts
  std::string table;                     ///< as a command names it
};

/// Whether the groups differ in `request.check` (`balance`), and whether they are halves of a score in the table
/// (`median_splits`). A table with several rows of a person counts each once; a checked column in which they differ is
/// an input error. The records are those of `balance`; errors too.
Balance guard_groups(const Table& table, const GuardedGroups& groups, const GuardRequest& request,
                     const BalanceOptions& options = {});

/// The same for a comparison as the command line asks for it; conditions of pairs have nothing to guard.
Balance guard_comparison(const Table& table, const stats::CompareRequest& request,
                         const std::vector<std::string>& values, const GuardRequest& guards);

/// Puts the records of the checks into the field `checks` of a single result. Several results stand in places of their
/// own, and the checks are about the people of all of them: their readings are returned, to be said.
std::vector<std::string> add_checks(std::vector<Record>& results, const Balance& balance);
/// The meanings with that of this field, for the JSON sidecar.
std::vector<ColumnMeaning> with_checks(std::vector<ColumnMeaning> meanings);

}  // namespace attune::checks
