#pragma once

#include <string>

#include "attune/stats/compare.hpp"
#include "attune/stats/correlate.hpp"

namespace attune::stats {

/// One sentence that says what a row is evidence of, by rule, at alpha = 1 - confidence:
///
/// - "difference" when p < alpha (p_exact where the test has one; p_perm where there are blocks, or the bootstrap
///   interval without it, and then without the Bayes factor and the equivalence tests, which take every value as
///   independent);
/// - with a smallest effect of interest "equivalent", "difference, smaller than ..." (both one-sided p below alpha),
///   "difference, larger than ..." (the interval lies beyond the bound), or "inconclusive";
/// - without one "inconclusive": a large p alone is never evidence of none. A Bayes factor below 1/3 is said to favour
///   none under its prior.
///
/// The direction is that of what is judged: of block_estimate or block_r where p_perm tests it within blocks, of the
/// rank-biserial correlation for rank tests (whose shift can be 0), else of the estimate; none where that is 0.
///
/// Where p, p_perm and the Bayes factor point different ways the sentence says so.
std::string reading_of(const Comparison& comparison);
/// The same of a correlation.
std::string reading_of(const Correlation& correlation);

}  // namespace attune::stats
