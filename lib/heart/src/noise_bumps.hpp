#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace attune::heart {

/// What is known of one beat that was found.
struct Bump {
  double position = 0;  ///< in samples
  double energy = 0;
  double quality = 0;  ///< correlation of its shape with that of the beats around it
};

/// Which of the beats of a channel are bumps of noise between beats. All three hold of them: their shape has little to
/// do with that of the beats around them; their energy is below three quarters of the median of the eight beats on each
/// side (a ventricular beat has more than its neighbours); the beats before and after are not much further apart than
/// well-shaped neighbours are.
std::vector<bool> noise_bumps(std::span<const Bump> beats);

}  // namespace attune::heart
