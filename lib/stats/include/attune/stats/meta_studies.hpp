#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "attune/stats/meta.hpp"
#include "attune/stats/samples.hpp"
#include "attune/table/table.hpp"

namespace attune::stats {

/// What the table says about each study: effect and variance themselves, or the summaries they are computed from.
enum class EffectKind { given, smd, md, zcor, rr };
/// "given", "smd", "md", "zcor" or "rr"; anything else is a usage error.
EffectKind parse_effect_kind(const std::string& text);

/// Columns to take studies from. Pairs are columns of group A and group B; the effect is A - B, or log(A / B).
struct StudySelection {
  EffectKind kind = EffectKind::given;
  std::string effect, variance;                     ///< given
  std::vector<std::string> means, sds, ns;          ///< smd, md: two each; zcor: one of `ns`; rr: two `ns`, or
  std::vector<std::string> events, non_events;      ///< rr: two each
  std::string r;                                    ///< zcor
  std::optional<std::string> study;                 ///< column of the names; without it "study", if there is one
  std::vector<std::string> moderators, references;  ///< references as "task=faces"
};

/// Studies of a table, and what was left out.
struct TakenStudies {
  Studies studies;
  Exclusions exclusions;
  Warnings warnings;
};

/// Rows whose `excluded` column is not missing, and rows without an effect, a summary or a moderator, are exclusions;
/// so are studies without an event in either group (`rr`). Input errors: an effect with a missing variance, one that is
/// not above 0, infinite numbers, sample sizes that are not whole or too small, events beyond the sample size,
/// correlations of 1 or beyond, two studies of one name. A moderator whose cells are all numbers is one; any other is a
/// factor with a column for each level but its reference (the first in alphabetical order). Columns that do not go with
/// the kind are usage errors.
TakenStudies take_studies(const Table& table, const StudySelection& selection);

}  // namespace attune::stats
