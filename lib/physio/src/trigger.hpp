#pragma once

#include <vector>

#include "attune/physio/recording.hpp"

namespace attune::physio {

/// Events where a channel steps over the middle of its range: its rises, or its falls. The onset is the first sample
/// on the other side; the duration lasts to the first sample back. A step counts once the channel went a tenth of its
/// range beyond the middle, so that noise at the middle makes no events. A channel that is high (or low) from its first
/// sample has no onset there. A flat channel has none.
std::vector<Event> level_events(const Channel& channel, bool falls);

}  // namespace attune::physio
