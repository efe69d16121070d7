#pragma once

#include <Eigen/Core>
#include <span>

#include "attune/eeg/recording.hpp"

namespace attune::eeg {

/// The last step of every reader: events in order of sample, boundaries ascending, unique and inside the data; warnings
/// for events outside the data, samples that are not finite, potentials beyond 1 V and channel names that occur twice.
void finish_recording(Recording& recording);

/// The part of it that needs no samples, for a recording of `samples` of them.
void finish_header(Recording& recording, Eigen::Index samples);

/// What the samples themselves say.
struct SampleCheck {
  Eigen::ArrayXd largest;  ///< per channel the largest magnitude; of NaN nothing is said
  Eigen::Index not_finite = 0;
};
/// Of some samples: channels x samples, sample after sample in memory.
SampleCheck check_samples(const double* values, Eigen::Index channels, Eigen::Index samples);
/// Of parts of a recording, the whole.
SampleCheck joined(std::span<const SampleCheck> parts);
/// The warnings that rest on the samples.
void warn_of_samples(Recording& recording, const SampleCheck& check);

}  // namespace attune::eeg
