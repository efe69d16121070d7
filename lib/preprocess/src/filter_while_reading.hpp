#pragma once

#include <span>

#include "attune/eeg/source.hpp"
#include "attune/preprocess/cleaned_epochs.hpp"

namespace attune::preprocess {

/// True for steps that `filter_while_reading` does: one `filter`, and steps that work on trials.
bool can_stream(std::span<const Step> steps);

/// Fills the epochs and the record of the step. `header` is that of the source with the events and channels that count.
void filter_while_reading(const eeg::Source& source, eeg::Recording header, const Step& step,
                          const eeg::EpochOptions& options, parallel::Threads threads, CleanedEpochs& result);

}  // namespace attune::preprocess
