#pragma once

#include <optional>
#include <string>
#include <vector>

#include "attune/stats/power.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/record.hpp"

namespace attune::stats {

/// A question about power as it is asked: of n, effect (for equivalence the bound) and power exactly one is empty and
/// is solved for; the others may be lists.
struct PowerQuestion {
  PowerTest test = PowerTest::student;
  std::vector<std::string> n, effect, power;
  double alpha = 0.05;
  std::optional<std::string> sides;  ///< "two" or "one"
  std::optional<double> ratio, sd_ratio, baseline, true_effect;
  std::optional<int> groups, predictors, covariates;
};

/// The design of a question. What the test does not have (a ratio for one sample), or what it needs and lacks (the
/// baseline of proportions), is a usage error.
PowerDesign design_of(const PowerQuestion& question);

/// One point for every combination of the lists, the last list running fastest in the order n, effect, power. Texts
/// that are no numbers, not exactly one empty list and more than 10,000 combinations are usage errors.
std::vector<PowerPoint> answer(const PowerQuestion& question);

/// The fields of `attune power` in their order, absent where they do not apply.
Record to_record(const PowerDesign& design, const PowerPoint& point);
std::vector<ColumnMeaning> power_meanings();

}  // namespace attune::stats
