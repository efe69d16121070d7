#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "attune/base/files.hpp"
#include "attune/base/units.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/parallel/progress.hpp"
#include "attune/parallel/stream.hpp"

namespace attune::simulate {

/// What the participants of a simulated study differ in.
enum class Arm {
  null_effect,  ///< the groups have the same true values
  published     ///< they differ as the literature says, or where it is silent as this toolkit proposes
};

/// What to simulate.
struct StudyOptions {
  std::array<std::size_t, 2> participants{12, 12};  ///< secure, insecure
  Arm arm = Arm::published;
  parallel::Seed seed{1};
  Milliseconds monitor_delay{0};  ///< EEG: the picture is this much later than its marker (a trap where sites differ)
  bool defects = true;            ///< a few participants with data that an analysis must exclude
  bool small = false;             ///< tiny files for examples: 6 mm voxels and few volumes, 8 channels and few trials
  Overwrite overwrite = Overwrite::refuse;
  parallel::Threads threads;
  parallel::Progress progress;
};

/// The studies that can be simulated: "own-infant-reward", "rejection-erp", "separation-stress".
const std::vector<std::string>& study_names();

/// Writes a BIDS study with known effects into `folder`. The same options give the same bytes for any number of
/// threads. An unknown study is a usage error; a folder that is not empty is an output error unless overwriting.
///
/// All studies:
///   dataset_description.json README participants.tsv participants.json
///   phenotype/aai.tsv    participant_id, aai: F1..F5 is secure; Ds1..Ds3, E1..E3, U/Ds1.. insecure; n/a is missing
///   phenotype/ecrr.tsv   participant_id, ecrr_01..ecrr_36, answers 1..7 (1-18 anxiety, 19-36 avoidance, some reversed)
///   truth.tsv            what was planted: study effect measure site condition unit group_secure group_insecure
///                        difference (secure less insecure) between_sd verdict_expected verdicts_wrong; effects are
///                        ventral_striatum_L_happy .., ventral_striatum_happy (mean of both sides) .., and
///                        n400_amplitude_CPz_rejection_gt_acceptance .., n400_latency_CPz (of rejection less
///                        acceptance); heart_period_together, _alone, _alone_gt_together (ms), scr_rate_.. (1/min)
///   truth_participants.tsv   participant_id group defect and the participant's own true value of every effect
/// own-infant-reward (task infantface; conditions own_happy own_neutral own_sad unknown_happy unknown_neutral
/// unknown_sad, 2 s each):
///   sub-01/func/sub-01_task-infantface_events.tsv
///   derivatives/fmriprep/dataset_description.json
///   derivatives/fmriprep/sub-01/func/sub-01_task-infantface_space-MNI152NLin2009cAsym_desc-preproc_bold.nii.gz (.json
///     with RepetitionTime, StartTime, SliceTimingCorrected, TaskName), ..._space-..._desc-brain_mask.nii.gz,
///     sub-01_task-infantface_desc-confounds_timeseries.tsv
/// rejection-erp (task rejectwords; trial types rejection and acceptance; 32 channels at 256 Hz, volts):
///   sub-01/eeg/sub-01_task-rejectwords_eeg.vhdr .vmrk .eeg .json, ..._channels.tsv, ..._events.tsv,
///     ..._electrodes.tsv, ..._coordsystem.json; markers in the .vmrk are the trial types
/// separation-stress (task separation; conditions together and alone, 150 s each, one after the other):
///   sub-01/beh/sub-01_task-separation_recording-cardiac_physio.tsv.gz (.json; ECG, mV, 250 Hz),
///     ..._recording-slow_physio.tsv.gz (.json; respiration and skin conductance, uS, 25 Hz), ..._events.tsv
void write_study(const std::string& study, const std::filesystem::path& folder, const StudyOptions& options);

}  // namespace attune::simulate
