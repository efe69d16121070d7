#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/stats/alternative.hpp"
#include "attune/stats/bayes_factor.hpp"
#include "attune/stats/bootstrap.hpp"
#include "attune/stats/distributions.hpp"
#include "attune/stats/evidence.hpp"
#include "attune/stats/exchange.hpp"
#include "attune/stats/permutation.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/record.hpp"

namespace attune::stats {

enum class CorrelationMethod { pearson, spearman, kendall };
std::string name_of(CorrelationMethod method);

/// What belongs to each observation beside its values; an empty list is none.
struct ObservationLabels {
  std::vector<std::string> block{};    ///< observations of one block are not independent of each other
  std::vector<std::string> member{};   ///< the person, by whose name members of whole blocks are matched
  std::vector<std::string> stratum{};  ///< the bootstrap resamples inside each
};

struct CorrelateOptions {
  CorrelationMethod method = CorrelationMethod::pearson;
  double confidence = 0.95;
  double prior_width = kStretchedBetaWidth;          ///< of the stretched beta prior of the Bayes factor
  Alternative alternative = Alternative::two_sided;  ///< of p, p_perm and the Bayes factor; the interval is two-sided
  std::optional<double> smallest_effect{};           ///< |r| below which a correlation is of no interest, 0 .. 1
  bool sensitivity = false;                          ///< the Bayes factor under other widths of its prior
  std::int64_t permutations = 0;                     ///< 0: no permutation p
  std::int64_t bootstrap = 0;                        ///< draws of the bootstrap; 0: none
  ObservationLabels labels{};
  Exchange exchange = Exchange::within;  ///< where there are blocks
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
  Alternative alternative = Alternative::two_sided;
  double p = 1.0;  ///< for the alternative; without ties Kendall (n < 50) and Spearman (n < 10) are exact
  bool exact = false;
  std::optional<double> bf10, log_bf10;  ///< Pearson only; n - given pairs where columns are given
  double prior_width = kStretchedBetaWidth;
  std::vector<PriorWidth> sensitivity;
  /// Of the correlation, through atanh r with the standard error of its interval (Goertzen & Cribbie 2010).
  std::optional<Equivalence> equivalence;
  std::optional<PermutationResult> permutation;
  bool in_blocks = false;
  std::optional<BlockCount> blocks;  ///< of the permutation
  std::optional<double> block_r;     ///< within blocks: r beside the means of the blocks, which the permutation tests
  std::optional<BootstrapResult> bootstrap;  ///< of r
  double confidence = 0.95;
  Warnings warnings;
};

/// Correlates x with y. Values must be finite, the spans of one length and not constant; at least 3 + given pairs (4
/// for Kendall's interval), else an analysis error that says what is there. Spearman is Pearson of midranks (with
/// `given`, of the ranks of every column). Kendall with `given` is a usage error. The order of pairs does not change a
/// bit, nor does that of the columns in `given`. With `given`, permutations are those of Freedman & Lane (1983): the
/// residuals of y are shuffled, added to what the given columns fit, and fitted again (Winkler et al. 2014). Blocks:
/// see correlation_blocks.hpp.
Correlation correlate(std::span<const double> x, std::span<const double> y,
                      std::span<const std::vector<double>> given = {}, const CorrelateOptions& options = {});

/// The fields of `attune correlate` in their order, absent where they do not apply.
Record to_record(const Correlation& correlation);
std::vector<ColumnMeaning> correlation_meanings();

}  // namespace attune::stats
