#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "attune/stats/distributions.hpp"
#include "attune/stats/effect_size.hpp"

namespace attune::precision {

/// How much of what people differ by is the error of measuring each of them, and what that leaves. What does not exist
/// is NaN.
struct NoiseShare {
  std::int64_t n = 0;                                     ///< people with a value and an SME
  double mean = 0.0, sd = 0.0;                            ///< of their values; n - 1
  double rms_sme = 0.0, median_sme = 0.0, max_sme = 0.0;  ///< root mean square: errors add as variances
  double share = 0.0;              ///< rms_sme^2 / sd^2; above 1 by chance where nothing but noise is left
  stats::Interval share_interval;  ///< within [0, 1]
  double reliability = 0.0;        ///< 1 - share, 0 where that is negative
  stats::Interval reliability_interval;
  double true_sd = 0.0;        ///< root of sd^2 - rms_sme^2, 0 where that is negative
  double ceiling_r = 0.0;      ///< root of the reliability: the largest correlation the measure can show
  double trials_factor = 0.0;  ///< that many times the trials would give a reliability of 0.8, SME^2 falling as 1 / n
  std::string remark;          ///< why there is no share; empty if there is one
};

/// From one value and one SME a person, in the same unit. The interval takes (share / true share) as F with
/// 2 n m^2 / v and n - 1 degrees of freedom, m and v mean and variance of the squared SMEs over people: normal values,
/// and squared SMEs that may differ between people. Fewer than three people, or values that do not vary, have no share.
/// Needs finite values and SMEs above or equal to 0; sizes that differ are an internal error. Luck et al. 2021.
NoiseShare noise_share(std::span<const double> values, std::span<const double> smes, double confidence);

/// An effect size with the noise of measuring each person taken out of the standard deviation it is divided by. The
/// reliability is 1 - noise / variance (df - 2) / df, unbiased for normal values, where `NoiseShare::share` is the
/// plain ratio; below 4 degrees of freedom there is none.
struct DisattenuatedEffect {
  double estimate = 0.0;     ///< A - B, in the unit of the values
  stats::EffectSize d;       ///< as observed, and its interval from the noncentral t
  double reliability = 0;    ///< of the values within groups (or of the differences); 0 if noise explains all
  double value = 0.0;        ///< d / root of the reliability; NaN if that is 0
  stats::Interval interval;  ///< that of d likewise, the reliability taken as known
  std::string remark;        ///< why there is none, or what weakens it
};

/// Two groups of people: d by the pooled SD, the reliability from pooled variances of values and noise, each weighted
/// with n - 1. Both need two people or more, with an SME each.
DisattenuatedEffect disattenuate(const NoiseShare& a, const NoiseShare& b, double confidence);
/// Differences within people: d_z = mean / SD.
DisattenuatedEffect disattenuate(const NoiseShare& differences, double confidence);

}  // namespace attune::precision
