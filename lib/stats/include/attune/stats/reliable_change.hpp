#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/stats/two_proportions.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/record.hpp"

namespace attune::stats {

/// Mean and standard deviation of a population.
struct Population {
  double mean = 0.0, sd = 1.0;
};
/// "38.5,9.2"; a standard deviation that is not above 0 is a usage error.
Population parse_population(std::span<const std::string> words);

/// Where a person counts as well: two standard deviations of the dysfunctional population beyond its mean (a), within
/// two of the functional mean (b), where both populations are equally likely (c), or a value that is given.
enum class CutoffRule { a, b, c, given };
std::string name_of(CutoffRule rule);
/// What happened to a person. Recovered: reliably better and moved across the cut-off.
enum class ChangeClass { recovered, improved, unchanged, deteriorated };
std::string name_of(ChangeClass change);

struct ReliableChangeOptions {
  double reliability = 0.0;              ///< of the measure, 0 to below 1
  std::optional<double> sd;              ///< instead of that of `spread`
  std::optional<CutoffRule> rule;        ///< default: given with a cutoff, c with `functional`, else a
  std::optional<double> cutoff;          ///< for CutoffRule::given
  std::optional<Population> functional;  ///< for b and c
  std::optional<bool> higher_is_better;  ///< default: towards the cut-off or the functional mean; rule a needs it
};

/// Jacobson & Truax (1991): RCI = (post - pre) / (sqrt(2) SD sqrt(1 - reliability)), reliable beyond 1.96.
struct ReliableChange {
  double sd = 0.0, se_measurement = 0.0, se_difference = 0.0;
  double criterion = 1.96;
  CutoffRule rule = CutoffRule::a;
  double cutoff = 0.0;
  bool higher_is_better = true;
  std::vector<double> index;  ///< RCI per person, positive for higher scores
  std::vector<ChangeClass> classes;
  Warnings warnings;  ///< the cut-off is not between the pre mean and what is better
};

/// Classifies people by their scores before and after; the dysfunctional population of rules a and c is `pre`.
/// `spread` are the scores whose standard deviation (n - 1) is used. Spans of one length; fewer than 2 people or no
/// spread is an analysis error; a reliability out of range, or a rule without what it needs, a usage error.
ReliableChange reliable_change(std::span<const double> pre, std::span<const double> post,
                               std::span<const double> spread, const ReliableChangeOptions& options);

/// People of one level by class, in the order of ChangeClass.
std::array<std::int64_t, 4> count_classes(const ReliableChange& change, std::span<const std::size_t> level,
                                          std::size_t which);

/// The fields in front of those of the shares: how people were classified, and how many (a list for two levels).
Record to_record(const ReliableChange& change, std::span<const std::array<std::int64_t, 4>> counts);
std::vector<ColumnMeaning> reliable_change_meanings();

}  // namespace attune::stats
