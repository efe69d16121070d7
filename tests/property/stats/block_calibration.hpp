#pragma once

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "attune/parallel/chunks.hpp"
#include "attune/parallel/stream.hpp"
#include "attune/stats/compare.hpp"
#include "attune/stats/correlate.hpp"

namespace attune::test {

/// Share of `studies` for which `event(stream, seed)` holds. Study i draws from Stream(seed, i).
template <class Event>
double share_of_blocked(std::size_t studies, const Event& event) {
  const double count = parallel::sum(studies, 25, {}, [&](std::size_t begin, std::size_t end) {
    double hits = 0.0;
    for (std::size_t study = begin; study < end; ++study) {
      parallel::Stream stream({2015}, study);
      hits += event(stream, parallel::derive({1987}, study)) ? 1.0 : 0.0;
    }
    return hits;
  });
  return count / static_cast<double>(studies);
}

/// Two groups in blocks, without a difference.
struct BlockedGroups {
  std::vector<double> a, b;
  stats::ExchangeBlocks blocks;
  void add(bool is_a, double value, const std::string& block) {
    (is_a ? a : b).push_back(value);
    blocks.of[is_a ? 0 : 1].push_back(block);
  }
};

/// Dyads of one group each, whose members share half of the variance; the SD of A is `sd_a`.
inline BlockedGroups alike_dyads(parallel::Stream& stream, std::size_t dyads_a, std::size_t dyads_b, double sd_a) {
  BlockedGroups out;
  for (std::size_t dyad = 0; dyad < dyads_a + dyads_b; ++dyad) {
    const bool is_a = dyad < dyads_a;
    const double common = stream.normal();
    for (int member = 0; member < 2; ++member)
      out.add(is_a, (is_a ? sd_a : 1.0) * std::sqrt(0.5) * (common + stream.normal()), fmt::format("d{:03}", dyad));
  }
  out.blocks.exchange = stats::Exchange::whole;
  return out;
}

/// Three sites whose means lie 0, 1 and 2 SD high; most of A at the first, most of B at the last.
inline BlockedGroups uneven_sites(parallel::Stream& stream, const std::array<std::size_t, 3>& of_a,
                                  const std::array<std::size_t, 3>& of_b, double sd_a) {
  BlockedGroups out;
  for (std::size_t site = 0; site < 3; ++site)
    for (std::size_t i = 0; i < of_a[site] + of_b[site]; ++i) {
      const bool is_a = i < of_a[site];
      out.add(is_a, static_cast<double>(site) + (is_a ? sd_a : 1.0) * stream.normal(), fmt::format("site{}", site));
    }
  out.blocks.exchange = stats::Exchange::within;
  return out;
}

inline stats::Comparison compare_blocked(const BlockedGroups& g, parallel::Seed seed, std::int64_t draws, bool blocks,
                                         stats::CompareTest test = stats::CompareTest::welch) {
  stats::CompareOptions options;
  options.test = test;
  options.permutations = draws;
  options.seed = seed;
  options.threads = {1};
  if (blocks) options.blocks = g.blocks;
  return stats::compare_groups(g.a, g.b, options);
}

/// Dyads whose members share half of the variance of x and of y, which have nothing in common (with `given`, but for
/// the given column); the means of y differ between blocks with x by `between` where blocks are sites of ten.
inline stats::Correlation correlate_blocked(parallel::Stream& stream, parallel::Seed seed, std::size_t blocks,
                                            std::size_t size, double between, bool given, std::int64_t draws,
                                            stats::CorrelationMethod method, stats::Exchange exchange, bool use) {
  std::vector<double> x, y;
  std::vector<std::vector<double>> others(given ? 1 : 0);
  stats::CorrelateOptions options;
  for (std::size_t block = 0; block < blocks; ++block) {
    const double both = between * stream.normal(), of_x = both + stream.normal(), of_y = both + stream.normal();
    for (std::size_t i = 0; i < size; ++i) {
      const double z = given ? stream.normal() : 0.0;
      x.push_back(of_x + stream.normal() + z);
      y.push_back(of_y + stream.normal() + z);
      if (given) others[0].push_back(z);
      if (use) options.labels.block.push_back(fmt::format("b{:03}", block));
      if (use) options.labels.member.push_back(fmt::format("b{:03}-{}", block, i));
    }
  }
  options.method = method;
  options.exchange = exchange;
  options.permutations = draws;
  options.seed = seed;
  options.threads = {1};
  return stats::correlate(x, y, others, options);
}

template <class Result>
bool is_rejected(const Result& result) {
  return result.permutation->p <= 0.05;
}

}  // namespace attune::test
