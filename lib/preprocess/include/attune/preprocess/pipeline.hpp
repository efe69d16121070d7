#pragma once

#include <Eigen/Dense>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/eeg/epochs.hpp"
#include "attune/eeg/recording.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/parallel/stream.hpp"
#include "attune/preprocess/step.hpp"
#include "attune/table/record.hpp"
#include "attune/table/table.hpp"

namespace attune::preprocess {

/// What a step did.
struct StepRecord {
  Step step;      ///< with every parameter, also those that were not given
  Record effect;  ///< numbers with their unit in the name: taps, cut-offs, channels, rank, sd_before_uv, sd_after_uv
  std::vector<std::pair<std::string, Table>> tables;  ///< what it found, by name: bad_channels, components, ...
};

/// What steps may need to know beside the recording.
struct Surroundings {
  eeg::EpochOptions epochs;  ///< conditions and window, for steps that take the average response out
  parallel::Seed seed;
  parallel::Threads threads;
};

/// A recording after its steps.
struct Prepared {
  eeg::Recording recording;
  /// How many independent signals the good EEG channels carry: found from their covariance at the start, then followed
  /// through every step that mixes channels.
  Eigen::Index rank = 0;
  std::vector<StepRecord> steps;
  Warnings warnings;
};

/// Runs the steps in the order they are declared, but for those that work on trials. A step that cannot be done (a
/// channel that is not there, a filter longer than the data) is an error that starts with the step. Epoched recordings
/// are refused where a step needs continuous data.
Prepared prepare(eeg::Recording recording, std::span<const Step> steps, const Surroundings& surroundings);

/// True for steps that work on the trials after they are cut, such as `autoreject`.
bool works_on_trials(const Step& step);
/// Runs them, in their order, on the epochs of a prepared recording, and adds what they did to its record.
void prepare_trials(eeg::Epochs& epochs, std::span<const Step> steps, const Surroundings& surroundings,
                    Prepared& prepared);

/// A record a step for a JSON sidecar: step, its parameters, its effect.
std::vector<Record> to_records(std::span<const StepRecord> steps);
/// A line a step for people: what was done, what it found, what it left.
std::vector<std::string> summary(std::span<const StepRecord> steps);
/// The same as JSON: an array of objects.
std::string to_json(const Prepared& prepared);

}  // namespace attune::preprocess
