#pragma once

#include <cstddef>
#include <span>

namespace attune::stats {

/// Share of the values that is cut at either end unless asked otherwise (Yuen 1974; Wilcox 2012).
inline constexpr double kTrim = 0.2;

/// A sample of which `cut` values at either end are trimmed from the mean, or set to the nearest that is kept for the
/// Winsorised variance.
struct TrimmedSummary {
  std::size_t n = 0;
  std::size_t cut = 0;           ///< floor(trim n) at either end
  double mean = 0.0;             ///< of the n - 2 cut values in the middle
  double variance = 0.0;         ///< Winsorised, n - 1
  double low = 0.0, high = 0.0;  ///< the smallest and largest values kept

  double kept() const { return static_cast<double>(n - 2 * cut); }
  double winsorised_sd() const;
  /// Squared standard error of the mean, (n - 1) variance / (kept (kept - 1)) (Yuen 1974).
  double squared_error() const;
};

/// floor(trim n); a product that is whole but for rounding is whole.
std::size_t values_to_cut(std::size_t n, double trim);

/// Of values in ascending order; 0 <= trim < 0.5 and at least two values kept, else variance is NaN.
TrimmedSummary summarise_trimmed(std::span<const double> ascending, double trim);

/// What Yuen's tests give: the difference of trimmed means, its standard error and degrees of freedom.
struct YuenTest {
  double difference = 0.0, standard_error = 0.0, df = 0.0;
};

/// Two independent samples, unequal variances allowed (Yuen 1974, with Welch's degrees of freedom).
YuenTest yuen(const TrimmedSummary& a, const TrimmedSummary& b);

/// Pairs a[i], b[i] whose marginal summaries are given: difference of the marginal trimmed means, with the Winsorised
/// covariance in its error and kept - 1 degrees of freedom (Yuen's test for dependent groups, Wilcox 2012, 5.9.5).
YuenTest yuen_pairs(std::span<const double> a, std::span<const double> b, const TrimmedSummary& of_a,
                    const TrimmedSummary& of_b);

/// Standard deviation of a standard normal variable that is Winsorised at both `trim` quantiles: what a Winsorised SD
/// is divided by to estimate the SD of normal values (0.642 for a trim of 0.2). 0 <= trim < 0.5.
double winsorised_normal_sd(double trim);

/// Pooled Winsorised SD over winsorised_normal_sd: an SD that outliers do not inflate, equal to the SD for normal
/// values. What the robust d of Algina, Keselman & Penfield (2005) divides by.
double robust_sd(const TrimmedSummary& a, const TrimmedSummary& b, double trim);

}  // namespace attune::stats
