#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "attune/base/files.hpp"
#include "attune/bold/events.hpp"
#include "brain.hpp"
#include "face_task.hpp"

namespace attune::simulate {

/// What all runs of a study share.
struct BoldSetting {
  Slab slab;
  SmoothField field;
  FaceTask task;
  double resting_signal = 1000.0;  ///< mean of the brain; a smaller one makes smaller files
};

/// Where the files of a run go.
struct BoldPlaces {
  std::filesystem::path raw;         ///< the study's folder
  std::filesystem::path derivative;  ///< derivatives/fmriprep
};

/// Simulates and writes one participant's run: events, preprocessed BOLD with its mask and sidecar, confounds.
void write_bold_run(const BoldSetting& setting, const BoldPlaces& places, const Participant& person,
                    const std::vector<bold::Event>& events, const FaceResponses& responses, parallel::Stream stream,
                    Overwrite overwrite);

}  // namespace attune::simulate
