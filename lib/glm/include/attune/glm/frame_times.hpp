#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "attune/base/error.hpp"
#include "attune/base/units.hpp"
#include "attune/bids/metadata.hpp"
#include "attune/bold/design.hpp"
#include "attune/volume/image.hpp"

namespace attune::glm {

/// What the user says about time where the files are silent or wrong.
struct TimingOptions {
  std::optional<Seconds> repetition_time;  ///< the right one, where header and sidecar disagree
  /// Where in the repetition time the slices were brought to by slice-timing correction: 0 its start, 0.5 its middle.
  std::optional<double> slice_time_ref;
};

/// The times of a run's volumes, and where they come from.
struct RunTiming {
  bold::FrameTimes frames;
  std::string source;  ///< "RepetitionTime 2 s (sidecar), StartTime 1 s (sidecar)"
};

/// Volume i is at StartTime + i * RepetitionTime. The repetition time is the sidecar's; a header that differs from it
/// by more than 1 ms is an input error that names both, unless `repetition_time` says which is right. StartTime is the
/// sidecar's, else `slice_time_ref` times the repetition time, else 0; images whose sidecar says SliceTimingCorrected
/// without StartTime are refused unless `slice_time_ref` is given. `header` is null for a table of series.
RunTiming run_timing(const std::filesystem::path& data, const ImageHeader* header, const bids::Metadata& metadata,
                     Eigen::Index volumes, const TimingOptions& options);

}  // namespace attune::glm
