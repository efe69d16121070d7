#pragma once

#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "attune/stats/compat.hpp"
#include "attune/stats/distributions.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/record.hpp"

namespace attune::stats {

/// One intraclass correlation with its F test against 0.
struct IntraclassCorrelation {
  std::string type;  ///< ICC1 ICC2 ICC3 (one rating), ICC1k ICC2k ICC3k (the mean of k)
  double value = 0.0;
  double f = 0.0, num_df = 0.0, den_df = 0.0, p = 1.0;
  Interval interval;
};

/// All six after Shrout & Fleiss (1979), intervals after McGraw & Wong (1996).
struct Intraclass {
  std::int64_t targets = 0, raters = 0;
  double ms_targets = 0.0, ms_raters = 0.0, ms_residual = 0.0, ms_within = 0.0;
  std::array<IntraclassCorrelation, 6> coefficients;  ///< in the order above
  double confidence = 0.95;
};

/// `ratings` are targets x raters, complete. Needs two of each and targets that differ (analysis errors). Raters who
/// agree without any error give 1, an infinite F and an interval from 1 to 1 where the error is what makes its width.
Intraclass intraclass_correlations(const Eigen::Ref<const Eigen::MatrixXd>& ratings, double confidence = 0.95,
                                   Compat compat = Compat::none);

/// One record for each coefficient, and the meanings of their fields.
std::vector<Record> to_records(const Intraclass& intraclass);
std::vector<ColumnMeaning> intraclass_meanings();

}  // namespace attune::stats
