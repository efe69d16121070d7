#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "attune/stats/compare.hpp"
#include "attune/stats/summary.hpp"

namespace attune::stats {

using Samples = std::array<std::vector<double>, 2>;  ///< A and B, ascending

/// Every value moved by `by`.
std::vector<double> shifted(const std::vector<double>& values, double by);

/// Fills n, mean and sd; returns the summaries, their means less a common origin that keeps the digits of a difference.
/// Values whose squares overflow or vanish are an analysis error.
std::array<Summary, 2> describe_samples(Comparison& out, const Samples& samples);
/// Variation that is rounding of the means is none: an analysis error.
void check_variation(const Comparison& c, double standard_error);

/// t, p, interval and the two one-sided tests of the estimate with its standard error.
void set_t_test(Comparison& out, double standard_error, double df, std::optional<double> bound);
void set_bayes_factor(Comparison& out, double t, double df, double effective_n, bool sensitivity);
/// The smallest effect of interest in units of the value; `sd` is what it is standardised by.
std::optional<double> bound_of(const CompareOptions& options, double sd);

/// The tests, from ascending values, or ascending differences of pairs.
void compare_means(Comparison& out, const Samples& samples, const CompareOptions& options);
void compare_ranks(Comparison& out, const Samples& samples, const CompareOptions& options);
void compare_trimmed(Comparison& out, const Samples& samples, const CompareOptions& options);
void compare_pair_means(Comparison& out, const std::vector<double>& differences, const CompareOptions& options);
void compare_pair_ranks(Comparison& out, const std::vector<double>& differences, const CompareOptions& options);
/// Of pairs a[i], b[i] in their own order.
void compare_pair_trimmed(Comparison& out, std::span<const double> a, std::span<const double> b,
                          const CompareOptions& options);

/// p_perm of the test, from the values in the order of their blocks.
void set_permutation(Comparison& out, std::span<const double> a, std::span<const double> b,
                     const CompareOptions& options);
/// Bootstrap intervals of the estimate and of the effect sizes.
void set_bootstrap(Comparison& out, std::span<const double> a, std::span<const double> b,
                   const CompareOptions& options);

/// True for the tests of pairs.
bool is_paired(CompareTest test);

}  // namespace attune::stats
