#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace attune::parallel {

/// The seed of a whole analysis; every random number of a run follows from it.
struct Seed {
  std::uint64_t value = 0;
};

/// A stream of random numbers that depends only on (seed, item): Philox 4x32-10 (Salmon et al. 2011), counter-based,
/// so item 17 draws the same numbers on any thread and in any order. Satisfies UniformRandomBitGenerator, but use the
/// members below: the distributions of <random> differ between standard libraries.
class Stream {
 public:
  using result_type = std::uint64_t;
  Stream(Seed seed, std::uint64_t item);

  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return ~result_type{0}; }
  result_type operator()();

  /// Uniform in [0, 1), 53 bits.
  double uniform();
  /// Standard normal (Box-Muller; both values are used).
  double normal();
  /// Uniform integer in [0, bound), without bias; bound > 0.
  std::uint64_t below(std::uint64_t bound);

 private:
  void refill();

  std::array<std::uint32_t, 2> key_{};
  std::array<std::uint32_t, 4> counter_{};
  std::array<std::uint64_t, 2> block_{};
  std::size_t used_ = 2;
  double spare_normal_ = 0.0;
  bool has_spare_ = false;
};

/// Puts `items` into a random order (Fisher-Yates).
template <class T>
void shuffle(std::span<T> items, Stream& stream) {
  for (std::size_t i = items.size(); i > 1; --i) {
    const auto j = static_cast<std::size_t>(stream.below(i));
    std::swap(items[i - 1], items[j]);
  }
}

/// A seed for a named part of an analysis, so that parts do not share streams.
Seed derive(Seed seed, std::uint64_t part);

}  // namespace attune::parallel
