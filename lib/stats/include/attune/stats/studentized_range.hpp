#pragma once

namespace attune::stats {

/// P(Q > q) of the studentised range of `groups` >= 2 means with `df` > 0 degrees of freedom (infinite allowed), by the
/// trapezoid rule over the standard deviation and over the largest mean, where it converges exponentially; absolute
/// error below 1e-10. NaN gives NaN. Tukey's p of a difference with statistic t is this at |t| sqrt(2).
double studentized_range_upper(double q, double groups, double df);

}  // namespace attune::stats
