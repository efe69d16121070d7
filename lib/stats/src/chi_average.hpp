#pragma once

#include <functional>
#include <limits>

namespace attune::stats {

/// E[g(S); S < top] for S = sqrt(X / df), X chi-squared with df > 0. Gauss-Legendre panels over log S, normalised by
/// the same rule without g, which needs no gamma function; for g that is smooth at the scale of S, to 1e-13.
double chi_average(double df, const std::function<double(double)>& g,
                   double top = std::numeric_limits<double>::infinity());

}  // namespace attune::stats
