#pragma once

#include <string>

#include "attune/table/table.hpp"

namespace attune {

/// The two column names of a join: "participant_id" or "source=image" (left table's = right table's).
struct JoinKey {
  std::string left, right;
};
JoinKey parse_join_key(const std::string& text);
/// `left` with the columns of `right` by key, as attune::join; keys are text, those of `right` unique. No row with a
/// partner is an input error that shows one key of each.
Table join_tables(const Table& left, const Table& right, const JoinKey& key);

}  // namespace attune
