#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "attune/stats/block_permutation.hpp"
#include "attune/stats/permutation_count.hpp"
#include "attune/stats/summary.hpp"
#include "attune/stats/trimmed.hpp"

namespace attune::stats {
namespace {

constexpr std::size_t kMostBits = 62;

struct Pair {
  std::string block;
  double a = 0.0, b = 0.0;
  double low() const { return std::min(a, b); }
  double high() const { return std::max(a, b); }
};

// Pairs in one order, whichever value is called A, with the values of all pairs in ascending order.
class SwappedPairs {
 public:
  SwappedPairs(std::vector<Pair> pairs, double trim, bool each_alone) : pairs_(std::move(pairs)), trim_(trim) {
    std::sort(pairs_.begin(), pairs_.end(), [](const Pair& x, const Pair& y) {
      if (x.block != y.block) return x.block < y.block;
      return x.low() != y.low() ? x.low() < y.low() : x.high() < y.high();
    });
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      const bool next = each_alone || (i > 0 && pairs_[i].block != pairs_[i - 1].block);
      unit_.push_back(i == 0 ? 0 : unit_.back() + (next ? 1 : 0));
      for (const bool is_b : {false, true}) order_.push_back({i, is_b});
    }
    std::sort(order_.begin(), order_.end(), [&](const Place& x, const Place& y) {
      return value(x) != value(y) ? value(x) < value(y) : x.pair != y.pair ? x.pair < y.pair : x.is_b < y.is_b;
    });
  }

  std::size_t units() const { return unit_.back() + 1; }

  // Yuen's t after the pairs of the units with a mark have changed places.
  double t(const std::vector<std::uint8_t>& swapped) const {
    std::vector<double> ascending[2], of[2];
    for (const Place& at : order_) ascending[at.is_b != (swapped[unit_[at.pair]] != 0) ? 1 : 0].push_back(value(at));
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      const bool swap = swapped[unit_[i]] != 0;
      of[0].push_back(swap ? pairs_[i].b : pairs_[i].a);
      of[1].push_back(swap ? pairs_[i].a : pairs_[i].b);
    }
    const TrimmedSummary a = summarise_trimmed(ascending[0], trim_), b = summarise_trimmed(ascending[1], trim_);
    const YuenTest test = yuen_pairs(of[0], of[1], a, b);
    constexpr double kNothing = 1e-12;
    if (test.standard_error > kNothing) return test.difference / test.standard_error;
    return std::abs(test.difference) < kNothing
               ? 0.0
               : std::copysign(std::numeric_limits<double>::infinity(), test.difference);
  }

 private:
  struct Place {
    std::size_t pair = 0;
    bool is_b = false;
  };
  double value(const Place& at) const { return at.is_b ? pairs_[at.pair].b : pairs_[at.pair].a; }

  std::vector<Pair> pairs_;
  std::vector<std::size_t> unit_;  // of each pair: itself, or its block
  std::vector<Place> order_;
  double trim_ = kTrim;
};

// Standardised, so that tolerances mean the same for every unit of the values.
std::vector<Pair> pairs_of(std::span<const double> a, std::span<const double> b, std::span<const std::string> blocks) {
  std::vector<double> all(a.begin(), a.end());
  all.insert(all.end(), b.begin(), b.end());
  std::sort(all.begin(), all.end());
  const Summary summary = summarise(all);
  std::vector<Pair> out;
  for (std::size_t i = 0; i < a.size(); ++i)
    out.push_back({blocks.empty() ? std::string() : blocks[i], (a[i] - summary.mean) / summary.sd(),
                   (b[i] - summary.mean) / summary.sd()});
  return out;
}

}  // namespace

PermutationResult permute_trimmed_pairs(std::span<const double> a, std::span<const double> b, double trim,
                                        std::span<const std::string> blocks, const PermutationOptions& options) {
  check_permutations(options);
  const SwappedPairs pairs(pairs_of(a, b, blocks), trim, blocks.empty());
  const std::size_t units = pairs.units();
  std::vector<std::uint8_t> none(units, 0);
  const auto evidence = [&](const std::vector<std::uint8_t>& swapped) {
    return towards(options.alternative, pairs.t(swapped));
  };
  const double threshold = with_tie(evidence(none));
  if (units <= kMostBits && (std::int64_t{1} << units) <= options.permutations) {
    std::int64_t extremes = 0;
    for (std::uint64_t bits = 0; bits < std::uint64_t{1} << units; ++bits) {
      for (std::size_t i = 0; i < units; ++i) none[i] = bits >> i & 1;
      extremes += evidence(none) >= threshold ? 1 : 0;
    }
    return enumerated(extremes, std::int64_t{1} << units);
  }
  return sampled(options, [&](std::size_t begin, std::size_t end) {
    std::int64_t extremes = 0;
    std::vector<std::uint8_t> swapped(units, 0);
    for (std::size_t item = begin; item < end; ++item) {
      parallel::Stream stream(options.seed, item);
      std::uint64_t bits = 0;
      for (std::size_t i = 0; i < units; ++i) {
        if (i % 64 == 0) bits = stream();
        swapped[i] = bits >> i % 64 & 1;
      }
      extremes += evidence(swapped) >= threshold ? 1 : 0;
    }
    return extremes;
  });
}

}  // namespace attune::stats
