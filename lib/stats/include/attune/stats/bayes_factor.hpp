#pragma once

#include <cstddef>

#include "attune/stats/alternative.hpp"

namespace attune::stats {

/// sqrt(2) / 2, the "medium" width of the prior on the standardised difference.
inline constexpr double kCauchyScale = 0.70710678118654752440;
/// 1/3, the "medium" width of the stretched beta prior on a correlation.
inline constexpr double kStretchedBetaWidth = 1.0 / 3.0;

/// log BF10 of the t test of Rouder, Speckman, Sun, Morey & Iverson (2009): under H1 the standardised effect has a
/// Cauchy prior of scale `r_scale` (JZS). `effective_n` is n_a n_b / (n_a + n_b) for two samples and n for pairs or
/// one. The integral over log g is taken in log space, so that no t overflows (|t| beyond 1e154 is infinite
/// evidence); relative error of BF10 below 1e-10. `r_scale` is 0.001 to 1000.
/// One-sided, the prior is its half on the side of the alternative, of twice the density (Morey & Rouder 2011): given g
/// and the data the effect is above 0 with the probability P(T <= x) of Student's t with df + 1 degrees of freedom at
/// x = t sqrt(N g / (1 + N g) (df + 1) / (df + t^2 / (1 + N g))), which enters the integral.
double log_jzs_bayes_factor(double t, double df, double effective_n, double r_scale,
                            Alternative alternative = Alternative::two_sided);

/// log BF10 of a Pearson correlation `r` of `n` pairs under a stretched beta prior of width `kappa` (Ly, Verhagen &
/// Wagenmakers 2016, eq. 25): the exact reduced likelihood integrated in closed form, the hypergeometric series summed
/// after Euler's transformation. |r| = 1 gives infinity; n < 3 is an analysis error. One-sided (their BF+0), the prior
/// is its half on the side of the alternative: Hotelling's (1953) density of r, all of whose terms are positive,
/// integrated over the logit of |rho|.
double log_correlation_bayes_factor(double r, std::size_t n, double kappa,
                                    Alternative alternative = Alternative::two_sided);

}  // namespace attune::stats
