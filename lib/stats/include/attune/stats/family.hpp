#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/stats/many_measures.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/record.hpp"

namespace attune::stats {

inline constexpr const char* kMaxT = "max-t";

/// Usage errors of what does not go together: an unknown correction, a family that is no column of `each` or `field`, a
/// family without a correction.
void check_request(const ManyRequest& request, bool many_fields);

/// A usage error for a column of `each` that is named like a field of the answer (a list `n` has columns n_1, n_2) or
/// like one that many answers have beside them: the result would have two columns of one name.
void check_places(const ManyRequest& request, bool many_fields, const std::vector<ColumnMeaning>& answer);

/// The rows of each family, by the cells of the family's columns, in order of first appearance. No columns: one family.
std::vector<std::vector<std::size_t>> families_of(std::span<const Record> records,
                                                  const std::vector<std::string>& columns);

/// Adds after the field `p` of every record p_adjusted, adjustment and family_size (the tests of the family that have a
/// p). What is corrected is the p that the row's reading rests on: p_perm where there are blocks, else p_exact where
/// there is one. A reading whose finding the correction takes back says so. Rows without a p get n/a and do not count.
void add_adjusted(std::vector<Record>& records, const ManyRequest& request);
/// The same with adjusted p values made elsewhere, one for each record.
void add_adjusted(std::vector<Record>& records, const ManyRequest& request, std::span<const double> adjusted);
/// The meanings of an answer's fields, with those that many answers have beside them.
std::vector<ColumnMeaning> meanings_in_places(std::vector<ColumnMeaning> answer, const ManyRequest& request,
                                              bool many_fields);

/// How often the null is rejected by chance among uncorrected tests: a warning for more than one p without --adjust.
Warnings warn_uncorrected(std::span<const Record> records, const ManyRequest& request, double alpha);

/// The command that tests whether an effect differs between places: what it is called with. `effect` is the column
/// whose effect is asked about (group), `options` what else the command needs.
struct InteractionCommand {
  std::string table, outcome, effect, id;
  std::vector<std::string> where, options;
};
/// "Significant here, not there" (Gelman & Stern 2006; Nieuwenhuis et al. 2011): where one family has rows below alpha
/// and rows above it, one warning that their difference is not tested, with a row of each kind that differ in as few
/// columns as possible and the command that tests it. p is the adjusted one where there is one.
Warnings warn_untested_difference(std::span<const Record> records, std::span<const Place> places,
                                  const ManyRequest& request, double alpha, const InteractionCommand& command);

}  // namespace attune::stats
