#include <algorithm>
#include <cmath>
#include <numeric>

#include "attune/report/figure.hpp"

namespace attune::report {

std::vector<double> swarm(const std::vector<double>& positions, double radius) {
  std::vector<std::size_t> order(positions.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return positions[a] < positions[b]; });
  const double apart = 2.0 * radius;
  std::vector<double> offsets(positions.size(), 0.0);
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    const double here = positions[order[rank]];
    const auto collides = [&](double offset) {
      for (std::size_t other = rank; other-- > 0;) {
        const double along = here - positions[order[other]];
        if (along >= apart) return false;
        const double sideways = offset - offsets[order[other]];
        if (along * along + sideways * sideways < apart * apart * 0.999) return true;
      }
      return false;
    };
    // Try the centre, then ever farther on both sides; half a radius is fine enough to look packed.
    double offset = 0.0;
    for (int step = 1; collides(offset); ++step) offset = (step % 2 == 1 ? 0.5 : -0.5) * radius * ((step + 1) / 2);
    offsets[order[rank]] = offset;
  }
  return offsets;
}

}  // namespace attune::report
