#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "attune/checks/balance.hpp"
#include "attune/stats/distributions.hpp"

namespace attune::checks {

/// How often each category occurs in either group; categories in byte order.
struct Crosstab {
  std::vector<std::string> categories;
  std::vector<std::array<std::int64_t, 2>> counts;
  std::array<std::int64_t, 2> n() const;
};
/// Group (0 or 1) and category of each person.
Crosstab crosstab(const std::vector<int>& groups, const std::vector<std::string>& cells);

/// Pearson's chi-squared of a table of two groups; every category and both groups have somebody.
double chi_squared(const Crosstab& table);
/// The smallest expected count.
double least_expected(const Crosstab& table);
/// P(X >= value) of chi-squared.
double chi_squared_upper(double value, double df);
/// Share of random exchanges of the groups whose chi-squared reaches the observed one, the observed one counted as one
/// of them (Phipson & Smyth 2010). The same for any number of threads.
double permutation_p(const Crosstab& table, const BalanceOptions& options);

/// Cramer's V of two groups, sqrt(chi-squared / n), with its interval: the noncentralities that put the observed value
/// at either tail, as sqrt(noncentrality / n) (Smithson 2003); 0 where the tail is not reached.
struct CramersV {
  double value = 0.0;
  stats::Interval interval;
};
CramersV cramers_v(double chi_squared, double df, double n, double confidence);

/// Probability that all `members` of a category fall into one group if they are drawn without looking.
double one_group_by_chance(std::int64_t members, const std::array<std::int64_t, 2>& n);

}  // namespace attune::checks
