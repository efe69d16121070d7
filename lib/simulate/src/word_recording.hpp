#pragma once

#include <filesystem>

#include "attune/base/files.hpp"
#include "attune/simulate/participants.hpp"
#include "attune/simulate/study.hpp"
#include "word_task.hpp"

namespace attune::simulate {

/// A recording and the times of its words.
struct WordRecording {
  eeg::Recording recording;
  std::vector<Seconds> onsets;
  std::vector<std::size_t> conditions;  ///< index into `kWordConditionNames`, one per word
};

/// Simulates one participant's recording: the waves after every word on noise of 12 µV per sample (85 % autoregressive,
/// the rest alpha), blinks in a few trials, and movements in most trials of a participant with artefacts.
WordRecording draw_recording(const Participant& person, const WordWaves& waves, const StudyOptions& options,
                             parallel::Stream stream);

/// Writes it as BIDS: BrainVision files, sidecar, channels, events, electrodes and their coordinate system.
void write_recording(const std::filesystem::path& study, const Participant& person, const WordRecording& words,
                     Overwrite overwrite);

}  // namespace attune::simulate
