#pragma once

#include "attune/erp/measure.hpp"
#include "attune/erp/waveform.hpp"

namespace attune::erp {

/// One measure of one component, in volts, milliseconds or volt milliseconds; of the options those that say how it is
/// read (fraction, neighbourhood).
Reading read_component(const Waveform& waveform, const Component& component, Kind kind, const MeasureOptions& options);

/// The component as it looks in a wave: a field power is never negative, so every component points up in it.
Component seen_in(const Wave& wave, Component component);

}  // namespace attune::erp
