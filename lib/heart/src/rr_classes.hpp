#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "attune/heart/rr_artefacts.hpp"

namespace attune::heart {

/// What is to be done at an interval of a segment.
enum class Repair {
  none,
  move,   ///< put the beat that ends it midway between its neighbours
  split,  ///< put beats into it
  join,   ///< take out the beat that ends it
  gap     ///< too long to be filled
};

struct Finding {
  Repair repair = Repair::none;
  Mark mark = Mark::normal;
  int parts = 1;  ///< of a split interval
};

/// The artefacts of one segment of at least four intervals (ms), one finding per interval. A beat is moved, or taken
/// out, only where an interval follows the one it ends, and no interval is part of two repairs.
std::vector<Finding> find_artefacts(std::span<const double> ms, const ArtefactOptions& options);

}  // namespace attune::heart
