#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "attune/parallel/stream.hpp"

namespace attune::stats {

/// Permutations that are drawn side by side. Loops of 32 are vectorised; those of 16 the compiler unrolls instead and
/// multiplies lane by lane, at half the speed.
inline constexpr std::size_t kLanes = 32;

/// Sums over the drawn members of one group, a permutation per lane.
struct MemberSums {
  std::array<double, kLanes> sum{};
  std::array<double, kLanes> squares{};
};

/// Draws `members` of the values for permutations first .. first + kLanes - 1 and adds up what was drawn, in the order
/// of the values. Lane i uses the 32-bit words of Stream(seed, first + i), low half first, one a value: value j is a
/// member when word * (values left) / 2^32 < members left (selection sampling, Fan et al. 1962; every subset equally
/// likely to within 2^-32). Integers are exact and each lane adds in order, so
/// that the bits do not depend on the width of the machine.
MemberSums draw_members(std::span<const double> values, std::uint32_t members, parallel::Seed seed,
                        std::uint64_t first);

}  // namespace attune::stats
