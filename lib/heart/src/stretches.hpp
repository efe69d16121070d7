#pragma once

#include <vector>

#include "attune/base/units.hpp"
#include "attune/heart/beats.hpp"
#include "attune/physio/recording.hpp"

namespace attune::heart {

/// The missing, flat and clipped parts of a channel, by time. `clip` is the shortest time at the channel's largest or
/// smallest value that counts as clipped. An analysis error names the first infinite sample.
std::vector<Stretch> bad_stretches(const physio::Channel& channel, Seconds clip);

}  // namespace attune::heart
