#pragma once

#include <vector>

namespace attune::artefact {

/// Order statistics that a few wild samples do not move. They are exact: of an even number of values the median is the
/// mean of the middle two. Values are taken by copy because selecting reorders them. No values, or a value that is NaN,
/// give NaN.
double median(std::vector<double> values);

/// The value below which the share `q` in [0, 1] lies, linear between order statistics (Hyndman and Fan's type 7).
double quantile(std::vector<double> values, double q);

/// Interquartile range times 0.7413: an estimate of the standard deviation of normal values.
double robust_deviation(std::vector<double> values);

/// Median absolute deviation from the median, unscaled. Times 1.4826 it estimates a standard deviation.
double median_absolute_deviation(std::vector<double> values);

}  // namespace attune::artefact
