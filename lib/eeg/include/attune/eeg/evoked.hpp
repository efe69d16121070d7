#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attune/eeg/epochs.hpp"
#include "attune/eeg/time_axis.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/table.hpp"

namespace attune::eeg {

/// The average of one condition's trials.
struct Evoked {
  Labels labels;
  std::string condition;
  std::int64_t trials = 0;  ///< how many were averaged
  TimeAxis times;
  std::vector<std::string> channels;
  Eigen::MatrixXd average;         ///< channels x samples, volts; NaN without trials and on bad channels
  Eigen::MatrixXd standard_error;  ///< of the average: SD over trials (n - 1) / sqrt(n); NaN below 2 trials
  std::optional<Span> baseline;    ///< as in the epochs; absent if there was none or the file does not say
};

/// One average per condition, in the order of `epochs.conditions`. Trials are added in time order: the bits do not
/// depend on the number of threads.
std::vector<Evoked> average(const Epochs& epochs, parallel::Threads threads = {1});

/// A row of the measures table of this recording: its labels and the modality.
Measure row_of(const Labels& labels);

/// Tidy table of averages: one row per condition, channel and time, columns participant_id session task run condition
/// channel time_ms amplitude_uv standard_error_uv n. Doubles read back to the same bits.
Table to_table(std::span<const Evoked> evoked);
/// Meanings of these columns; that of the amplitude names the baseline.
std::vector<ColumnMeaning> evoked_meanings(const std::optional<Span>& baseline);

/// Back from such a table. Times must be evenly spaced and the same for every channel of a condition; a gap, a missing
/// row or a number that is not one is an input error that names the line.
std::vector<Evoked> evoked_from_table(const Table& table);

}  // namespace attune::eeg
