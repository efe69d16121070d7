#pragma once

#include <string>

#include "attune/erp/waveform.hpp"

namespace attune::erp {

/// Position of a time among the columns, fractions kept.
double exact_column(const eeg::TimeAxis& times, Milliseconds time);

/// Empty if the window can be measured: it lies in the data (give or take half a step) and its samples are finite.
std::string why_unusable(const Waveform& waveform, const Window& window);

}  // namespace attune::erp
