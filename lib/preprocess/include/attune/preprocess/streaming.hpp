#pragma once

#include <Eigen/Dense>
#include <vector>

#include "attune/eeg/epochs.hpp"
#include "attune/eeg/source.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/signal/apply_fir.hpp"
#include "attune/signal/fir.hpp"

namespace attune::preprocess {

/// Samples 0, step, 2 step, ... of the potentials before and after a filter, for telling what it did.
struct EverySoOften {
  Eigen::Index step = 1;           ///< given
  std::vector<Eigen::Index> rows;  ///< the potentials, as channels of the source
  Eigen::MatrixXd before, after;   ///< one row each; volts
};

/// The epochs that `eeg::epoch` cuts from the recording after `signal::filter_rows` has filtered its potentials between
/// boundaries, to the bit, without the recording ever being in memory: blocks of it are read, filtered and, where
/// trials need them, kept. With `samples`, some of all blocks are noted there too. A value that is not finite is an
/// analysis error that names channel and sample; warnings about short segments come before those of the epochs.
eeg::Epochs filter_and_cut(const eeg::Source& source, const signal::Fir& fir, const signal::FirUse& use,
                           const eeg::EpochOptions& options, parallel::Threads threads,
                           EverySoOften* samples = nullptr);

}  // namespace attune::preprocess
