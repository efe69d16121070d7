#pragma once

#include <cstddef>

namespace attune::erp {

/// Columns that stand side by side in memory; a panel is trials x kPanel numbers.
inline constexpr std::size_t kPanel = 16;

/// sums[d * stride + i] += sum over t of weights[d * trials + t] * panel[t * kPanel + i], for every draw d and the
/// kPanel columns i. Trials are added one by one in their order, each product rounded, so that the bits depend neither
/// on the width of the machine nor on how draws are divided.
void add_drawn_trials(const double* weights, std::size_t draws, std::size_t trials, const double* panel, double* sums,
                      std::size_t stride);

}  // namespace attune::erp
