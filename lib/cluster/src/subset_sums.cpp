#include "subset_sums.hpp"

#include <bit>

#include "attune/base/instruction_set.hpp"

namespace attune::cluster {
namespace {

// Eight numbers side by side; the compiler makes of them what the target has.
using Lanes [[gnu::vector_size(64)]] = double;
using Whole [[gnu::vector_size(64)]] = std::int64_t;
using Memory [[gnu::vector_size(64), gnu::aligned(8), gnu::may_alias]] = double;

#define ATTUNE_INLINE [[gnu::always_inline]] inline

ATTUNE_INLINE const Memory* at(const Eight* p) { return reinterpret_cast<const Memory*>(p); }
ATTUNE_INLINE Memory* at(Eight* p) { return reinterpret_cast<Memory*>(p); }

// Sums of every subset of five people, each from the subset without its first person.
template <bool kSquares>
ATTUNE_INLINE void add_up_subsets(const Eight* values, std::size_t people, Eight* sums) {
  for (std::size_t party = 0; party * kTogether < people; ++party) {
    Eight* subset = sums + party * kSubsets;
    *at(subset) = Lanes{};
    for (std::size_t code = 1; code < kSubsets; ++code) {
      const std::size_t person = party * kTogether + static_cast<std::size_t>(std::countr_zero(code));
      Lanes sum = *at(subset + (code & (code - 1)));
      if (person < people) {
        const Lanes x = *at(values + person);
        sum += kSquares ? x * x : x;
      }
      *at(subset + code) = sum;
    }
  }
}

template <bool kSquares>
ATTUNE_INLINE void add_up_all(const Eight* values, std::size_t people, Lanes& total) {
  total = Lanes{};
  for (std::size_t i = 0; i < people; ++i) {
    const Lanes x = *at(values + i);
    total += kSquares ? x * x : x;
  }
}

ATTUNE_INLINE void add_up_members(const Eight* subsets, const std::uint8_t* code, std::size_t parties, Lanes& sum) {
  sum = *at(subsets + code[0]);
  for (std::size_t party = 1; party < parties; ++party) sum += *at(subsets + party * kSubsets + code[party]);
}

ATTUNE_INLINE std::uint8_t bits_of(const Whole& is_beyond) {
  constexpr Whole kBits = {1, 2, 4, 8, 16, 32, 64, 128};
  const Whole bits = is_beyond & kBits;
  return static_cast<std::uint8_t>(((bits[0] | bits[4]) | (bits[2] | bits[6])) |
                                   ((bits[1] | bits[5]) | (bits[3] | bits[7])));
}

// S and Q are sums of values and squares over the members of A; T and TQ over all.
template <Statistic kStatistic>
ATTUNE_INLINE void scan_all(const Eight* values, const std::uint8_t* codes, std::size_t arrangements,
                            const Shape& shape, double limit, Scanned& out) {
  constexpr bool kWelch = kStatistic == Statistic::welch;
  const std::size_t parties = parties_of(shape.people);
  const auto n = static_cast<double>(shape.people), n_a = static_cast<double>(shape.members), n_b = n - n_a;
  Lanes total, total_squares;
  add_up_all<false>(values, shape.people, total);
  add_up_all<true>(values, shape.people, total_squares);
  add_up_subsets<false>(values, shape.people, out.sums.data());
  if constexpr (kWelch) add_up_subsets<true>(values, shape.people, out.squares.data());
  for (std::size_t i = 0; i < arrangements; ++i) {
    Lanes sum, difference, variance;
    add_up_members(out.sums.data(), codes + i * parties, parties, sum);
    if constexpr (kStatistic == Statistic::one_sample) {
      const Lanes signed_sum = sum * 2.0 - total;
      difference = signed_sum / n;
      variance = (total_squares - signed_sum * difference) / ((n - 1.0) * n);
    } else {
      const Lanes rest = total - sum, mean_a = sum / n_a, mean_b = rest / n_b;
      difference = mean_a - mean_b;
      if constexpr (kWelch) {
        Lanes squares;
        add_up_members(out.squares.data(), codes + i * parties, parties, squares);
        const Lanes variance_a = (squares - sum * mean_a) / ((n_a - 1.0) * n_a);
        variance = variance_a + ((total_squares - squares) - rest * mean_b) / ((n_b - 1.0) * n_b);
        *at(&out.variance_a[i]) = variance_a;
      } else {
        variance = (total_squares - sum * mean_a - rest * mean_b) * ((1.0 / n_a + 1.0 / n_b) / (n - 2.0));
      }
    }
    *at(&out.difference[i]) = difference;
    *at(&out.variance[i]) = variance;
    const Whole is_beyond = difference * difference > variance * limit;
    out.beyond[i] = bits_of(is_beyond);
  }
}

#define ATTUNE_COPY(space, target)                                                                                     \
  namespace space {                                                                                                    \
  target void scan_welch(const Eight* values, const std::uint8_t* codes, std::size_t arrangements, const Shape& shape, \
                         double limit, Scanned& out) {                                                                 \
    scan_all<Statistic::welch>(values, codes, arrangements, shape, limit, out);                                        \
  }                                                                                                                    \
  target void scan_pooled(const Eight* values, const std::uint8_t* codes, std::size_t arrangements,                    \
                          const Shape& shape, double limit, Scanned& out) {                                            \
    scan_all<Statistic::pooled>(values, codes, arrangements, shape, limit, out);                                       \
  }                                                                                                                    \
  target void scan_one_sample(const Eight* values, const std::uint8_t* codes, std::size_t arrangements,                \
                              const Shape& shape, double limit, Scanned& out) {                                        \
    scan_all<Statistic::one_sample>(values, codes, arrangements, shape, limit, out);                                   \
  }                                                                                                                    \
  constexpr std::array kAll{scan_welch, scan_pooled, scan_one_sample};                                                 \
  }

ATTUNE_COPY(Plain, )
#if defined(__x86_64__)
ATTUNE_COPY(Avx2, [[gnu::target("avx2")]])
ATTUNE_COPY(Avx512, [[gnu::target("avx512f")]])
#endif

const auto& copies() {
#if defined(__x86_64__)
  if (use_avx512()) return Avx512::kAll;
  if (use_avx2()) return Avx2::kAll;
#endif
  return Plain::kAll;
}

}  // namespace

Scanned::Scanned(const Shape& shape, std::size_t arrangements)
    : difference(arrangements),
      variance(arrangements),
      variance_a(shape.statistic == Statistic::welch ? arrangements : 0),
      beyond(arrangements),
      sums(parties_of(shape.people) * kSubsets),
      squares(shape.statistic == Statistic::welch ? parties_of(shape.people) * kSubsets : 0) {}

void scan(const Eight* values, const std::uint8_t* codes, std::size_t arrangements, const Shape& shape, double limit,
          Scanned& out) {
  copies()[static_cast<std::size_t>(shape.statistic)](values, codes, arrangements, shape, limit, out);
}

}  // namespace attune::cluster
