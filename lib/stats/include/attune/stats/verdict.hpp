#pragma once

#include <string>
#include <string_view>

#include "attune/stats/compare.hpp"
#include "attune/stats/correlate.hpp"

namespace attune::stats {

/// What the data say about a claim.
enum class Verdict { supported, equivalent_to_none, inconclusive, contradicted };
/// "supported", "equivalent to none", "inconclusive", "contradicted".
std::string name_of(Verdict verdict);

/// Which sign of A - B (or of r) the claim predicts.
enum class Direction { greater, less, different };
/// "greater", "less" or "different"; anything else is a usage error.
Direction parse_direction(std::string_view text);

/// A verdict and the comparison that led to it, in one line: "p = 0.012, A - B = 3.1 [0.8, 5.4] in the predicted
/// direction".
struct Judgement {
  Verdict verdict = Verdict::inconclusive;
  std::string reason;
};

/// Judges a comparison at alpha = 1 - confidence, by the exact p where the test has one, in this order:
/// 1. equivalent to none: two one-sided tests were asked for and both p are below alpha. This wins over a difference
/// from
///    zero, because whoever names a smallest effect of interest has said that smaller ones do not bear out the claim;
///    the reason then says that the difference was detected all the same.
/// 2. supported: p < alpha and the estimate (for rank tests the rank-biserial correlation, as their shift can be 0) has
///    the predicted sign (any sign for `different`).
/// 3. contradicted: p < alpha and the sign is the other one.
/// 4. inconclusive: anything else. Absence of evidence is never a verdict of absence.
Judgement judge(const Comparison& comparison, Direction direction);
/// The same for a correlation, which has no equivalence test: supported, contradicted or inconclusive.
Judgement judge(const Correlation& correlation, Direction direction);

}  // namespace attune::stats
