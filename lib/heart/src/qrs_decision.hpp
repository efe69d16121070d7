#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "attune/base/units.hpp"
#include "candidates.hpp"

namespace attune::heart {

/// Which candidates (indices, ascending) of one stretch are QRS complexes, by the rules of Pan & Tompkins (1985).
std::vector<std::size_t> choose_qrs(std::span<const Candidate> candidates, Hertz sampling_frequency);

}  // namespace attune::heart
