#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "attune/parallel/stream.hpp"
#include "subset_sums.hpp"

namespace attune::cluster {

/// The arrangements of a test: which people are members of A, or keep the sign of their difference.
class Arrangements {
 public:
  /// All distinct ones if they are no more than `permutations`, else that many drawn at random; arrangement i of those
  /// depends on (seed, i) alone.
  Arrangements(const Shape& shape, std::vector<bool> observed, std::int64_t permutations, parallel::Seed seed);

  std::int64_t count() const { return count_; }
  bool enumerated() const { return enumerated_; }
  /// A byte for every five people, see `scan`; arrangement by arrangement from `first`.
  std::vector<std::uint8_t> codes(std::size_t first, std::size_t arrangements) const;
  std::vector<std::uint8_t> observed_codes() const;

 private:
  std::vector<bool> members_of(std::size_t arrangement) const;

  Shape shape_;
  std::vector<bool> observed_;
  parallel::Seed seed_;
  std::int64_t count_ = 0;
  bool enumerated_ = false;
};

}  // namespace attune::cluster
