#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attune/stats/bootstrap.hpp"

namespace attune::stats {

/// An estimate with its standard error.
struct WithError {
  double estimate = 0.0, standard_error = 0.0;
};

/// The estimate from a sample made of these units, some of them several times. NaN where it does not exist.
using UnitEstimate = std::function<WithError(std::span<const std::size_t> units)>;

/// The studentised bootstrap of one statistic.
struct StudentisedBootstrap {
  WithError observed;
  std::optional<Interval> interval;  ///< estimate -+ q standard errors
  /// Share of draws whose |t*| is as large as |t| = |estimate| / standard error: (k + 1) / (m + 1), undefined draws
  /// counted as larger. p < 1 - confidence where the interval leaves 0 out.
  std::optional<double> p;
  double quantile = 0.0;  ///< q, of |t*| = |estimate* - estimate| / standard error*, at `confidence`
  std::int64_t draws = 0;
  std::int64_t undefined = 0;  ///< draws without an estimate or an error above 0; counted as beyond any quantile
  std::string remark;          ///< why there is no interval; empty: there is one
};

/// The symmetric bootstrap-t interval (Hall 1988; Efron & Tibshirani 1993, ch. 12): units are drawn anew within each
/// stratum as in `bootstrap_bca`, from Stream(derive(seed, 1988), i), and what is bootstrapped is the t of each draw
/// around the estimate, by which the interval keeps its coverage in small samples. The estimate must exist and its
/// error be above 0, and no more than one draw in twenty be undefined, else there is no interval and the remark says
/// why.
StudentisedBootstrap bootstrap_t(std::span<const std::size_t> stratum_sizes, const UnitEstimate& estimate,
                                 const BootstrapOptions& options);

/// Of the difference of two means with Welch's standard error, values drawn anew in each group.
StudentisedBootstrap bootstrap_t_of_groups(std::span<const double> a, std::span<const double> b,
                                           const BootstrapOptions& options);
/// Of a mean with its standard error.
StudentisedBootstrap bootstrap_t_of_mean(std::span<const double> values, const BootstrapOptions& options);

}  // namespace attune::stats
