#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "attune/base/files.hpp"
#include "attune/eeg/epochs.hpp"
#include "attune/parallel/stream.hpp"
#include "attune/preprocess/pipeline.hpp"

namespace attune::preprocess {

/// From a recording to epochs, as a command line asks for it.
struct EpochRequest {
  std::filesystem::path recording;
  bool alone = false;                                 ///< without the BIDS files beside it
  std::string trigger_mask = "0xffff";                ///< bits of a BDF status word that are the trigger code
  std::optional<std::filesystem::path> events_table;  ///< instead of the recording's own events
  std::vector<std::string> events, conditions;        ///< types, and NAME=EXPRESSION
  std::string baseline;                             ///< FROM,TO in ms, none, or empty: from the start of the epoch to 0
  std::string rounding = "nearest";                 ///< sample of an event between two; or truncate: the one before it
  std::string participant;                          ///< instead of what the file's name says
  std::vector<std::string> steps;                   ///< as `parse_step` takes them
  std::optional<std::filesystem::path> steps_file;  ///< more of them, before those: one a line
  eeg::EpochOptions epoching;
  std::vector<std::string> type_limits;                  ///< as `eeg::parse_type_limits` takes them
  std::optional<std::filesystem::path> excluded_trials;  ///< a ledger: trials that it drops are dropped here too
  /// The cleaned recording is wanted too. Without it a single `filter` step is done while the recording is read, and
  /// only where trials are: the same epochs, to the bit, in a fraction of the memory, but no size of the whole to
  /// record.
  bool keep_recording = true;
  parallel::Seed seed;
  parallel::Threads threads;
};

struct CleanedEpochs {
  Prepared prepared;  ///< the cleaned recording, and what the steps did
  eeg::Epochs epochs;
  std::vector<std::filesystem::path> inputs;
  Warnings warnings;
};

/// Reads, cleans and cuts. Without events and conditions every type of event is a condition.
CleanedEpochs clean_and_cut(const EpochRequest& request);

/// The baseline of an epoch as --baseline gives it: FROM,TO in ms, none, or empty, which is from the start of the epoch
/// to the event (none for an epoch that starts with it). Anything else is a usage error.
std::optional<eeg::Span> parse_baseline(const std::string& text, Milliseconds epoch_from);

struct CleanedRecording {
  Prepared prepared;
  std::vector<std::filesystem::path> inputs;
  Warnings warnings;
};

/// Reads and cleans, and cuts nothing: of the request, what is about epochs is not used. A step that works on trials is
/// a usage error.
CleanedRecording clean(const EpochRequest& request);

/// What `clean_and_cut` does, for help: a paragraph each, the steps last.
std::vector<std::string> help_paragraphs();

/// The steps of a file: one a line; empty lines and what follows `#` are left out. What `parse_step` refuses is refused
/// with the line.
std::vector<Step> read_steps(const std::filesystem::path& path);
/// The same for a text that is already read.
std::vector<Step> parse_steps(std::string_view text, const std::filesystem::path& path);

/// Adds "Preprocessing", a record a step, and "Rank" to the JSON sidecar of an output; one that is not there is made.
void add_steps(const std::filesystem::path& sidecar, const Prepared& prepared);
/// The same for what was made of several recordings: "Preprocessing" has a record each, its "Recording", "Steps" and
/// "Rank". Of a single one it is as above.
void add_steps(const std::filesystem::path& sidecar,
               std::span<const std::pair<std::filesystem::path, Prepared>> recordings);

/// Writes steps.json and what the steps found (`02_ica_components.tsv`) into a folder; the files it wrote.
std::vector<std::filesystem::path> write_steps(const Prepared& prepared, const std::filesystem::path& folder,
                                               Overwrite overwrite);
/// Output error if steps.json is there and may not be written over: found before the work, not after it.
void check_steps_folder(const std::filesystem::path& folder, Overwrite overwrite);

}  // namespace attune::preprocess
