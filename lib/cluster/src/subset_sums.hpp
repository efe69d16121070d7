#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "attune/cluster/permutation_test.hpp"

namespace attune::cluster {

/// Points that are computed side by side, and people whose subsets are added up beforehand: every arrangement then
/// adds one of 32 sums for each five people instead of person by person.
inline constexpr std::size_t kLanes = 8, kTogether = 5, kSubsets = 32;

inline std::size_t parties_of(std::size_t people) { return (people + kTogether - 1) / kTogether; }

struct alignas(64) Eight {
  std::array<double, kLanes> value{};
};

/// Which statistic, and how many people are members of A (or keep their sign) in an arrangement; `people` in all.
struct Shape {
  Statistic statistic = Statistic::welch;
  std::size_t people = 0, members = 0;
};

/// Difference and squared standard error of eight points in each arrangement. t = difference / sqrt(variance).
struct Scanned {
  std::vector<Eight> difference, variance;
  std::vector<Eight> variance_a;     ///< A's part of the variance; Welch alone
  std::vector<std::uint8_t> beyond;  ///< bit i: difference^2 of point i is above `limit` times its variance
  std::vector<Eight> sums, squares;  ///< work space
  explicit Scanned(const Shape& shape, std::size_t arrangements);
};

/// `values` are people x eight points; `codes` one byte for every arrangement and party of five: bit i says that its
/// person i is a member. The order of every addition is fixed, so that the bits do not depend on the machine's width.
void scan(const Eight* values, const std::uint8_t* codes, std::size_t arrangements, const Shape& shape, double limit,
          Scanned& out);

/// Below this a variance is rounding's: values have unit variance.
inline constexpr double kNoVariance = 1e-14;

}  // namespace attune::cluster
