#pragma once

#include <string>
#include <vector>

#include "attune/eeg/epochs.hpp"
#include "attune/eeg/evoked.hpp"
#include "attune/eeg/recording.hpp"
#include "attune/scalp/spline.hpp"
#include "attune/table/table.hpp"

namespace attune::preprocess {

/// Averages of the current source density: minus the surface Laplacian of the spherical spline of every trial, on the
/// sphere fitted to the electrodes. `average` and `standard_error` are V/m^2 instead of volts; the channels are the
/// good scalp channels, which all need a position (input error that names those without; bad channels are left out).
/// Fewer than four, or a montage that is no sphere, are the errors of `scalp`.
std::vector<eeg::Evoked> current_source_density(const eeg::Epochs& epochs, const eeg::Recording& recording,
                                                const scalp::SplineOptions& options);

/// Like the table of averages, with csd_uv_m2 and csd_standard_error_uv_m2 (uV/m^2) in place of the amplitude.
Table csd_table(const std::vector<eeg::Evoked>& evoked);
std::vector<ColumnMeaning> csd_meanings(const std::vector<eeg::Evoked>& evoked);

}  // namespace attune::preprocess
