#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "attune/heart/measure.hpp"
#include "attune/heart/responses.hpp"
#include "attune/physio/intervals.hpp"
#include "attune/physio/marks.hpp"
#include "attune/physio/source.hpp"

namespace attune::heart {

/// Where heart beats come from, as a command line or a study file asks for it.
struct HeartRequest {
  std::optional<std::filesystem::path> beats;  ///< beats to take instead of looking for them
  std::string channel;                         ///< empty: the only one of its kind
  std::string method = "pan-tompkins";
  std::string polarity = "auto";  ///< upward, downward
  std::string respiration;        ///< channel of breathing; empty: the only one, "none": none
  std::string artefacts = "correct";
};

/// Beats that were read or found, ready to be measured.
struct HeartRecording {
  physio::Recording recording;  ///< of a list of intervals: one channel, which lasts from its first beat to its last
  HeartData data;
  std::string site;                           ///< name of the channel
  std::vector<std::filesystem::path> inputs;  ///< files it was read from
  std::vector<std::string> notes;             ///< what was found, a line each
  Warnings warnings;
};

/// Finds or reads the beats of a recording, treats artefacts, and finds the breaths.
///
/// `beats` is a file of WFDB annotations (any name but .tsv, .csv and .txt), of which intervals are taken between beats
/// that are both normal (N, L or R), or a table with the column time_s (as --events-out writes; of one with kind the
/// beats). Errors are those of the readers; words that are not among a request's choices are usage errors.
HeartRecording heart_of(physio::Recording recording, const HeartRequest& request, parallel::Threads threads);

/// The same of a list of intervals between beats, which also says where they are: `beats` is then a usage error. Events
/// are those of `events`, where that is given.
HeartRecording heart_of_list(const std::filesystem::path& path, const physio::IntervalRequest& list,
                             const HeartRequest& request, const std::optional<std::filesystem::path>& events);

/// What to measure, as text.
struct MeasureRequest {
  std::vector<std::string> measures = MeasureOptions().measures, band;
  std::string bands = "adult", spectrum = "welch", detrend = "mean";
  Seconds window{300};
  double max_artefact = 0.2;
};
/// Anything that is not among its choices is a usage error.
MeasureOptions options_of(const MeasureRequest& request, parallel::Threads threads);

/// The beats with the interval that ends with each (ms); a note says "after a gap" and "corrected".
std::vector<physio::Mark> marks_of(const HeartRecording& heart);

/// Rows ibi_change_1s, _2s, ... and ibi_change, the mean of all seconds (rate_change with `rate`): the mean over a
/// condition's trials, `n` trials, `quality` the share of its trials that is excluded.
std::vector<Measure> rows_of(std::span<const Response> trials, const ResponseOptions& options, const Measure& labels);
/// A ledger of the trials: onset_s condition kept reason corrected baseline_ms change_1s_ms ... (per_min with `rate`).
Table to_table(std::span<const Response> trials, const ResponseOptions& options);
std::vector<ColumnMeaning> response_meanings(const ResponseOptions& options);

/// What the help of the command says of its measures, and the papers they come from.
std::vector<std::string> ecg_paragraphs();
std::vector<std::string> ecg_references();

}  // namespace attune::heart
