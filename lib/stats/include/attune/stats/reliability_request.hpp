#pragma once

#include <optional>
#include <string>
#include <vector>

#include "attune/stats/compat.hpp"
#include "attune/stats/item_scores.hpp"
#include "attune/stats/kappa.hpp"
#include "attune/stats/split_half.hpp"

namespace attune::stats {

/// What `attune reliability` was asked; one of items, target, kappa and attenuate. Empty is what was not.
struct ReliabilityRequest {
  std::vector<std::string> items, reverse, range;
  bool icc = false;  ///< the items are raters
  std::string target, rater, value;
  SplitHalfOptions split{0, 2000, 0.95, {}, {}};  ///< 0 splits: none; its confidence is set by `confidence`
  std::vector<std::string> kappa, order;
  KappaWeights weights = KappaWeights::none;
  std::optional<double> attenuate, reliability_x, reliability_y;
  std::optional<std::int64_t> n;
  double confidence = 0.95;
  Compat compat = Compat::none;  ///< whose intraclass correlations
  std::vector<std::string> identifiers{"participant_id"};
};

struct ReliabilityAnswer {
  std::vector<Record> records;
  std::vector<ColumnMeaning> meanings;
  Warnings warnings;
};

/// Usage errors of what does not go together, found before a table is read.
void check_request(const ReliabilityRequest& request, bool has_table);
/// The columns of the table that the request looks at, beside the identifiers and `excluded`.
std::vector<std::string> columns_of(const ReliabilityRequest& request);
/// The coefficients that were asked for; `table` is not looked at for attenuation.
ReliabilityAnswer answer(const ReliabilityRequest& request, const Table& table);

}  // namespace attune::stats
