#pragma once

#include "attune/erp/measure.hpp"

namespace attune::erp {

/// The columns that `read_component` looks at for any of the components and kinds of `options`: all of the windows,
/// from where onsets are followed back to, and a few samples on either side for interpolation and for neighbours. All
/// columns where a kind looks anywhere else (peak_to_peak seeks its counter-peak before the window), and where a window
/// has no sample. A waveform of these columns alone has the same readings as the whole one.
Columns columns_needed(const eeg::TimeAxis& times, const MeasureOptions& options);

}  // namespace attune::erp
