#pragma once

#include <span>
#include <vector>

namespace attune::stats {

/// log P(T <= x) of Student's t for many `x` in one order, ascending or descending, at the cost of a few: each follows
/// from its lower neighbour by the integral of the density between them (Gauss-Legendre, 16 points a panel), so that
/// only positive numbers are added and small tails keep their relative precision, 1e-12. Neighbours far apart are
/// computed on their own. A tail below 1e-308 is -infinity.
std::vector<double> log_student_t_lower(std::span<const double> x, double df);

}  // namespace attune::stats
