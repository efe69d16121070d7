#pragma once

#include <optional>
#include <span>
#include <vector>

#include "attune/statsmodel/instruction.hpp"

namespace attune::statsmodel {

/// Functions of lists of numbers in which NaN is missing: it stays missing and counts for nothing.

double mean_of(std::span<const double> values);  ///< NaN without a value
double sd_of(std::span<const double> values);    ///< n - 1; NaN below two values
bool is_constant(std::span<const double> values);
std::vector<double> demeaned(std::span<const double> values);
/// Nothing if the values are constant and that is an error; see `Scale`. `divisor` is what the values were divided by.
std::optional<std::vector<double>> scaled(std::span<const double> values, const Scale& scale, double& divisor);
std::vector<double> thresholded(std::span<const double> values, const Threshold& threshold);
std::vector<double> powers(std::span<const double> values, double exponent);
std::vector<double> products(std::span<const std::vector<double>> columns);
std::vector<double> sums(std::span<const std::vector<double>> columns, std::span<const double> weights);
std::vector<double> logical(std::span<const std::vector<double>> columns, Logical::Kind kind);

}  // namespace attune::statsmodel
