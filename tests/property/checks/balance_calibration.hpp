#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "attune/checks/balance.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/parallel/stream.hpp"
#include "people_table.hpp"

namespace attune::test {

/// What a column of participants holds whose groups do not differ in it.
enum class NullColumn { normal, skewed, two_sites, three_sites, eight_sites };

inline Table null_study(NullColumn kind, std::size_t each, std::size_t study) {
  parallel::Stream stream({1954}, study);
  Table table = people_table(each, 2 * each);
  Column::Numbers numbers;
  Column::Text cells;
  const std::uint64_t sites = kind == NullColumn::two_sites ? 2 : kind == NullColumn::three_sites ? 3 : 8;
  for (std::size_t i = 0; i < 2 * each; ++i) {
    numbers.push_back(kind == NullColumn::skewed ? std::exp(0.6 * stream.normal()) : stream.normal());
    cells.push_back(std::string(1, static_cast<char>('a' + stream.below(sites))));
  }
  if (kind == NullColumn::normal || kind == NullColumn::skewed)
    table.add("column", numbers);
  else
    table.add("column", cells);
  return table;
}

/// Share of studies without any difference in which the column gets a flag, and that of each flag.
struct FlagShares {
  double any = 0.0, differs = 0.0, one_group = 0.0, confounded = 0.0;
};

inline FlagShares flag_shares(NullColumn kind, std::size_t each, std::size_t studies, std::int64_t permutations) {
  const std::vector<std::string> columns{"column"};
  std::vector<std::string> flags(studies);
  parallel::for_each(studies, {}, [&](std::size_t study) {
    checks::BalanceOptions options;
    options.permutations = permutations;
    options.seed = parallel::derive({1955}, study);
    options.threads = {1};
    const auto found =
        checks::balance(null_study(kind, each, study), "group", {"secure", "insecure"}, columns, options);
    for (const auto& [field, value] : found.records.front())
      if (field == "flag") flags[study] = std::get<std::string>(value);
  });
  const auto share = [&](const char* flag) {
    return static_cast<double>(std::count(flags.begin(), flags.end(), flag)) / static_cast<double>(studies);
  };
  const FlagShares shares{0.0, share("differs"), share("one group"), share("confounded")};
  return {shares.differs + shares.one_group + shares.confounded, shares.differs, shares.one_group, shares.confounded};
}

/// Four standard errors of a share: a sound method is outside once in 16,000 runs.
inline double four_errors(double share, std::size_t studies) {
  return 4.0 * std::sqrt(share * (1.0 - share) / static_cast<double>(studies));
}

}  // namespace attune::test
