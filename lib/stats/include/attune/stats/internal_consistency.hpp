#pragma once

#include <Eigen/Core>
#include <optional>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/stats/distributions.hpp"
#include "attune/stats/omega.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/record.hpp"

namespace attune::stats {

/// Cronbach's alpha of items (columns) over people (rows) and what each item does to it.
struct InternalConsistency {
  std::int64_t n = 0;  ///< people
  std::vector<std::string> items;
  double alpha = 0.0;                    ///< Cronbach (1951): k / (k - 1) (1 - sum of variances / variance of the sum)
  Interval interval;                     ///< Feldt (1965), from F with n - 1 and (n - 1)(k - 1) degrees of freedom
  double standardised_alpha = 0.0;       ///< of items with variance 1
  std::vector<double> item_rest_r;       ///< of each item with the sum of the others; NaN where that sum is constant
  std::vector<double> alpha_if_dropped;  ///< empty for two items
  std::optional<Omega> omega;            ///< absent below three items, or where they are dependent
  double confidence = 0.95;
  Warnings warnings;  ///< negative item-rest correlations, improper or unfinished factor solutions
};

/// Alpha alone of a people x items matrix; NaN where the sum does not vary.
double cronbach_alpha(const Eigen::Ref<const Eigen::MatrixXd>& scores);

/// Needs two items, three people and items that vary (analysis errors naming the item).
InternalConsistency internal_consistency(const Eigen::Ref<const Eigen::MatrixXd>& scores,
                                         const std::vector<std::string>& items, double confidence = 0.95);

/// The fields of `attune reliability --items` and their meanings.
Record to_record(const InternalConsistency& consistency);
std::vector<ColumnMeaning> internal_consistency_meanings();

}  // namespace attune::stats
