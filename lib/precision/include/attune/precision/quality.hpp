#pragma once

#include <optional>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/precision/noise_share.hpp"
#include "attune/precision/sme_rule.hpp"
#include "attune/table/document.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/table.hpp"

namespace attune::precision {

/// What is asked of a measures table whose `quality` is the SME of `value`.
struct QualityRequest {
  std::string by;                       ///< column of the groups; empty: all people are one
  std::vector<std::string> levels;      ///< two of its levels, the effect is the first less the second; or none
  std::vector<std::string> conditions;  ///< two conditions, also compared within people; or none
  std::vector<std::string> exclude;     ///< as `parse_sme_rule` takes them
  double confidence = 0.95;
};

struct QualityAnswer {
  /// Part `quality`: a record for each cell (session, task, run, measure, site, condition, unit) and group, in the
  /// order of the table. Part `effects`: two levels or two conditions, with the effect size as observed and with the
  /// noise taken out; an effect that does not exist has NaN and says why in its reading. The whole: rows, and how many
  /// were excluded.
  Document document;
  /// The table with a reason in `excluded` for the rows that the rule leaves out; their values stay.
  Table table;
  Warnings warnings;
};

/// Usage errors of what does not go together, found before a table is read.
void check_request(const QualityRequest& request);

/// Answers. Rows with a reason in `excluded`, or without a value, are counted and left out; rows without an SME are
/// counted and take part in nothing. With `conditions` a difference within people is a cell of its own, "A - B", whose
/// SME is the root of the sum of both squared (of independent trials). People are taken in the order of their names, so
/// that the order of rows changes no bit; "sub-01" and "01" are one person. `limit` is the largest SME that stays in a
/// cell; a warning names the cells with too few people for a robust one. Input errors: an unknown column or level, a
/// negative SME, two rows of one person in a cell. Analysis error: no row has an SME.
QualityAnswer assess(const Table& table, const QualityRequest& request);

/// Meanings of the fields.
std::vector<ColumnMeaning> quality_meanings();

}  // namespace attune::precision
