#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "attune/checks/balance.hpp"
#include "attune/stats/compare.hpp"
#include "categories.hpp"

namespace attune::checks {

/// What was found in one column, before it becomes a record.
struct Finding {
  std::string column, by, kind, test = "n/a";
  std::array<std::string, 2> levels;
  std::array<std::int64_t, 2> n{0, 0}, missing{0, 0};
  std::optional<double> statistic, df, p, p_rank;
  std::string estimate_is = "n/a";
  std::optional<double> estimate;
  stats::Interval interval;
  std::string flag = "n/a";
  std::string reading;
};

/// The finding as one that has no test, with the reason.
Finding not_tested(Finding finding, const std::string& reason);

std::string words_for_numbers(const Finding& finding, const stats::Comparison& comparison);
std::string words_for_categories(const Finding& finding, const Crosstab& counts, const std::vector<std::size_t>& lone);
std::string words_for_shares(const Finding& finding, const std::array<stats::Count, 2>& counts);

/// Records of all findings, a warning for each that has a flag, and how many of them chance alone would give.
Balance balance_of(const std::vector<Finding>& findings, const BalanceOptions& options);

/// A number that the name of a column decides, so that a column's draws do not depend on the other columns.
std::uint64_t seed_part(const std::string& name);

}  // namespace attune::checks
