#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/stats/bayes_factor.hpp"
#include "attune/stats/distributions.hpp"
#include "attune/stats/permutation.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/record.hpp"

namespace attune::stats {

enum class CorrelationMethod { pearson, spearman, kendall };
std::string name_of(CorrelationMethod method);

struct CorrelateOptions {
  CorrelationMethod method = CorrelationMethod::pearson;
  double confidence = 0.95;
  double prior_width = kStretchedBetaWidth;  ///< of the stretched beta prior of the Bayes factor
  std::int64_t permutations = 0;             ///< 0: no permutation p
  parallel::Seed seed;
  parallel::Threads threads;
};

/// A correlation of n pairs, given the columns in `given` (partial correlation of the residuals, Fisher 1924).
struct Correlation {
  CorrelationMethod method = CorrelationMethod::pearson;
  std::size_t n = 0;
  std::size_t given = 0;  ///< how many columns were held constant
  double r = 0.0;         ///< Pearson's r, Spearman's rho or Kendall's tau-b
  /// Through atanh r with standard error 1 / sqrt(n - 3 - given); Spearman sqrt((1 + r^2 / 2) / (n - 3 - given))
  /// (Bonett & Wright 2000); Kendall sqrt(0.437 / (n - 4)) (Fieller, Hartley & Pearson 1957). Absent where n is too
  /// small.
  std::optional<Interval> interval;
  std::optional<double> t, df;  ///< r sqrt(df / (1 - r^2)), df = n - 2 - given; not Kendall
  std::optional<double> z;      ///< Kendall, normal approximation with ties
  double p = 1.0;               ///< two-sided; without ties Kendall (n < 50) and Spearman (n < 10) are exact
  bool exact = false;
  std::optional<double> bf10, log_bf10;  ///< Pearson only; n - given pairs where columns are given
  double prior_width = kStretchedBetaWidth;
  std::optional<PermutationResult> permutation;
  double confidence = 0.95;
  Warnings warnings;
};

/// Correlates x with y. Values must be finite, the spans of one length and not constant; at least 3 + given pairs (4
/// for Kendall's interval), else an analysis error that says what is there. Spearman is Pearson of midranks (with
/// `given`, of the ranks of every column). Kendall with `given` is a usage error. The order of pairs does not change a
/// bit, nor does that of the columns in `given`. With `given`, permutations are those of Freedman & Lane (1983): the
/// residuals of y are shuffled, added to what the given columns fit, and fitted again (Winkler et al. 2014).
Correlation correlate(std::span<const double> x, std::span<const double> y,
                      std::span<const std::vector<double>> given = {}, const CorrelateOptions& options = {});

/// The fields of `attune correlate` in their order, absent where they do not apply.
Record to_record(const Correlation& correlation);
std::vector<ColumnMeaning> correlation_meanings();

}  // namespace attune::stats
