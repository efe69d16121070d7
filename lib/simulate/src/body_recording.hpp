#pragma once

#include <filesystem>
#include <vector>

#include "attune/base/files.hpp"
#include "attune/parallel/stream.hpp"
#include "attune/simulate/participants.hpp"
#include "attune/simulate/study.hpp"
#include "separation_task.hpp"

namespace attune::simulate {

/// What the electrodes and the belt of one participant recorded: both conditions, one after the other.
struct BodyRecording {
  double cardiac_hz = 0, slow_hz = 0;
  std::vector<double> ecg_mv;                     ///< at `cardiac_hz`
  std::vector<double> respiration;                ///< of the belt, arbitrary units, at `slow_hz`
  std::vector<double> conductance_us;             ///< microsiemens, at `slow_hz`
  std::array<double, 2> onset_s{}, duration_s{};  ///< of the conditions
};

/// Beats whose intervals swing with the breath around the state's heart period (their mean over a condition is the
/// state's, to within a beat), P, QRS and T of every beat on a wandering baseline; breaths; skin conductance responses
/// of a Bateman shape at random times on a slow level. Of a participant with artefacts the electrode is loose through
/// most of the second condition.
BodyRecording draw_body_recording(const Participant& person, const Body& body, const StudyOptions& options,
                                  parallel::Stream stream);

/// Writes it as BIDS: `recording-cardiac` and `recording-slow` _physio.tsv.gz with their sidecars, and the events.
void write_body_recording(const std::filesystem::path& study, const Participant& person, const BodyRecording& body,
                          Overwrite overwrite);

}  // namespace attune::simulate
