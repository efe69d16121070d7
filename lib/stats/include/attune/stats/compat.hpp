#pragma once

#include <string_view>

#include "attune/table/measures.hpp"
#include "attune/table/record.hpp"

namespace attune::stats {

/// Whose digits are wanted where another program stops a search before its end. `r` repeats the searches of R's
/// packages step for step, so that a laboratory can match an analysis it has published; the answer is then as far from
/// the exact one as theirs:
/// - interval of d and g: a simplex search over both noncentralities (effectsize 0.8), mostly below 1e-5, 0.006 where t
/// is near 0;
/// - conditional odds ratio and its interval: a root finder with a step of 1e-4 (R 4.2), up to 1e-4;
/// - intraclass correlations: variance components of an iterated mixed model (lme4 1.1, psych 2.2), up to 1e-4;
/// - Mauchly's p of more than two contrasts: the number of repeated cells where the polynomial has that of contrasts
///   (R 4.2), in the fourth digit.
enum class Compat { none, r };
/// "none" or "r"; anything else is a usage error.
Compat parse_compat(std::string_view name);

/// The field `compat` of a result, where another program's digits were asked for, and its meaning.
void add_compat(Record& record, Compat compat);
ColumnMeaning compat_meaning();

}  // namespace attune::stats
