#pragma once

#include <Eigen/Dense>
#include <cstddef>
#include <span>

#include "attune/eeg/epochs.hpp"
#include "attune/eeg/recording.hpp"
#include "attune/parallel/chunks.hpp"

namespace attune::eeg {

/// Where the samples of trials come from when they are not in `Recording::data`.
class TrialReader {
 public:
  virtual ~TrialReader() = default;
  /// Called once: trial i will be samples [first_samples[i], first_samples[i] + samples) of the channels `rows` (all of
  /// them potentials). All trials lie inside the data and cross no boundary.
  virtual void prepare(std::span<const Eigen::Index> rows, std::span<const Eigen::Index> first_samples,
                       Eigen::Index samples) = 0;
  /// Trial `index`: rows x samples, volts. Every trial is taken once; several threads may ask at a time.
  virtual Eigen::MatrixXd take(std::size_t index) = 0;
};

/// The same trials, judged by the same arithmetic, as `epoch(recording, options)` gives of a recording whose `data` are
/// what `reader` reads: `header` is such a recording without them, `samples` how many samples it has. The bits do not
/// depend on the number of threads.
Epochs epoch(const Recording& header, Eigen::Index samples, TrialReader& reader, const EpochOptions& options,
             parallel::Threads threads);

}  // namespace attune::eeg
