#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/bids/dataset.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/parallel/progress.hpp"
#include "attune/store/provenance.hpp"
#include "attune/study/study_file.hpp"

namespace attune::study {

/// Where a study is run and on whom.
struct RunOptions {
  std::filesystem::path dataset;
  std::filesystem::path output;
  std::vector<std::string> participants;  ///< labels, with or without "sub-"; empty: all
  std::vector<std::string> sessions;      ///< labels; empty: all
  std::vector<std::pair<std::string, std::filesystem::path>> derivatives;  ///< name and folder, for those elsewhere
  std::size_t shard = 0, shards = 1;  ///< this process takes units shard, shard + shards, ...
  bool force = false;                 ///< do finished units again
  parallel::Threads threads;
  parallel::Progress progress;
  /// Told of every output that was written and what it was made from, from one thread at a time; may be empty.
  std::function<void(const std::filesystem::path&, const std::vector<store::InputFile>&)> written;
  bool lock = false;             ///< write the plan to plan.lock.json before anything else
  std::string deviation{};       ///< why the plan is another one than the locked one; empty: it is not
  std::string allow_circular{};  ///< why regions made from the study's own images do no harm; empty: they may not
  std::function<void(const Warnings&)> warn{};  ///< told of what is found before the work starts; may be empty
};

/// Fills `shard` and `shards` from "i/N" (empty: all), and `derivatives` from "name=DIR" texts. Usage errors.
void read_shard(const std::string& text, RunOptions& options);
void read_derivatives(const std::vector<std::string>& texts, RunOptions& options);

/// One run of one participant: the smallest piece of work, independent of all others.
struct Unit {
  std::string modality;  ///< fmri or eeg
  bids::File file;       ///< the image or the recording
  std::string name;      ///< `sub-01_task-infantface` with its folder, for people and logs
};

/// The units of a study in a fixed order, before sharding. Unknown participants and a dataset without a single
/// recording of the study's tasks are input errors.
std::vector<Unit> plan_units(const Study& study, const RunOptions& options);

/// Files in the folders of the participants asked for that no run can take, because their name is not BIDS or is about
/// another participant than their folder: a line each for the first five and one for the others. Looked for where the
/// recordings of the study's modalities are.
Warnings passed_over(const Study& study, const RunOptions& options);

/// What became of a unit.
struct UnitOutcome {
  enum class Status { done, unchanged, failed };
  std::string unit;
  Status status = Status::done;
  std::string message;  ///< why it failed
  Warnings warnings;
};

/// What a look at the study file, its atlas, participants.tsv and the events tables shows to be a slip of the study
/// file: an unknown built-in atlas, an atlas file that is not there, a region that the atlas lacks, an exclusion rule
/// about nothing that is known, a contrast or a measure of a condition that is in no run. Usage errors that name the
/// line and the nearest known name. `run_participants` and `run_group` look before they start.
void check_study(const Study& study, const RunOptions& options);

/// Runs the units that are not up to date, in parallel. A unit is up to date when its record names the same inputs (by
/// SHA-256; the files of the atlas among them), parameters and version of attune, and its outputs are as they were
/// written; its warnings are those on record. A unit that fails is reported and leaves no record; the others go on.
/// Outputs per unit, in `<output>/sub-X[/ses-Y]/func|eeg/`:
///   fMRI  desc-roi_timeseries.tsv, _coverage.tsv, _design.tsv, _series.h5, _measures.tsv, _exclusions.tsv, _unit.json
///   EEG   desc-erp_evoked.h5, _trials.tsv, _measures.tsv, _exclusions.tsv, _unit.json
/// Beside them `dataset_description.json`, `study.yaml` with its claims, and `logs/` with every failure and warning.
/// The same bytes for any number of threads and shards. An output folder that holds something else than attune's
/// results is an output error.
std::vector<UnitOutcome> run_participants(const Study& study, const RunOptions& options);

/// Everything that decides what a unit of this modality computes, as JSON text; a change makes units out of date.
std::string unit_parameters(const Study& study, const std::string& modality);

}  // namespace attune::study
