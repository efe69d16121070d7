#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace attune::stats {

/// Corrections for several tests. Family-wise error: Bonferroni, Holm (1979), Hochberg (1988). False discovery rate:
/// Benjamini & Hochberg (1995), Benjamini & Yekutieli (2001).
enum class PAdjustment { none, bonferroni, holm, hochberg, bh, by };

/// The adjustment of that name ("holm", "BH", "fdr" for bh, ...); unknown is a usage error.
PAdjustment parse_p_adjustment(std::string_view name);

/// Adjusted p values in the order given, at most 1 and monotone in p. NaN stays NaN and does not count as a test; a p
/// outside [0, 1] is an analysis error.
std::vector<double> p_adjust(std::span<const double> p, PAdjustment adjustment);

}  // namespace attune::stats
