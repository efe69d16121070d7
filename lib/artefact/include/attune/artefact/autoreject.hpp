#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "attune/eeg/epochs.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/parallel/stream.hpp"
#include "attune/scalp/montage.hpp"
#include "attune/scalp/spline.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/table.hpp"

namespace attune::artefact {

struct AutorejectOptions {
  int splits = 10;          ///< random splits for the thresholds
  double test_share = 0.2;  ///< of the trials in each
  int folds = 10;           ///< for consensus and number of channels; trial i is in fold i modulo this
  std::vector<double> consensus{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0};  ///< shares of channels
  std::vector<int> interpolate{1, 4,
                               32};  ///< most channels to repair in a trial; more than the channels allow are left out
  scalp::SplineOptions spline;
  parallel::Seed seed;
};

/// One point of the grid.
struct AutorejectLoss {
  double consensus = 0;
  int interpolate = 0;
  double loss_uv = 0;  ///< root mean square difference of training mean and test median, mean over folds
};

struct AutorejectResult {
  std::vector<std::string> channels;  ///< that were judged
  std::vector<double> thresholds_uv;  ///< peak-to-peak, one per channel
  double consensus = 0;               ///< a trial with at least this share of bad channels is dropped
  int interpolate = 0;                ///< in the others the worst channels, at most so many, are repaired
  std::vector<AutorejectLoss> losses;
  std::int64_t kept = 0, dropped = 0;
  std::int64_t repaired_trials = 0, repaired_channels = 0;  ///< channels summed over trials
  std::int64_t left_bad = 0;  ///< beyond the threshold in a kept trial and not repaired, summed over trials
};

/// Local autoreject (Jas, Engemann, Bekhti, Raimondo & Gramfort 2017, NeuroImage 159:417-429): finds a peak-to-peak
/// threshold for each channel, then how many channels may be beyond theirs, repairs or drops trials and notes both in
/// the ledger (reason "too many bad channels"; `interpolated`).
///
/// Thresholds: the trials are doubled by copies in which every channel is predicted from all others. In each random
/// split (which takes the same share of both halves for testing) the mean of the training trials within the threshold
/// is compared with the median of the test trials. The loss is computed for every threshold there is, so the search is
/// exhaustive: there is nothing random in it but the splits, which follow from the seed. Consensus and number of
/// repaired channels: the point of the grid with the least loss (the mean of repaired and kept training trials against
/// the median of the test trials as they were); of equal losses the one that keeps more and repairs less. Channels
/// beyond their threshold are no sources of a repair.
///
/// Judges the channels that have a position (`positions`: one row for each of `epochs.channels`, mm, NaN where there is
/// none) and are not bad; the others stay as they are. Conditions are pooled. Fewer than 10 kept trials or fewer than 5
/// channels are analysis errors, impossible options usage errors. Same bytes for any number of threads.
AutorejectResult autoreject(eeg::Epochs& epochs, const scalp::Positions& positions, const AutorejectOptions& options,
                            parallel::Threads threads);

/// One row per channel: channel threshold_uv.
Table thresholds_table(const AutorejectResult& result);
/// One row per point of the grid: consensus interpolate loss_uv chosen (yes, no).
Table losses_table(const AutorejectResult& result);

}  // namespace attune::artefact
