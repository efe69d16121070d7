#include <fmt/format.h>

#include <algorithm>
#include <mutex>

#include "attune/base/error.hpp"
#include "attune/base/files.hpp"
#include "attune/study/exclusion.hpp"
#include "attune/table/delimited.hpp"
#include "study_folder.hpp"
#include "unit_record.hpp"
#include "unit_work.hpp"

namespace attune::study {
namespace {

/// Path for the record: it must not change when the whole dataset is moved.
std::filesystem::path portable(const std::filesystem::path& path, const Datasets& datasets) {
  const std::filesystem::path inside = path.lexically_relative(datasets.raw.root());
  if (!inside.empty() && *inside.begin() != "..") return inside;
  if (!datasets.derivatives) return path.filename();
  const std::filesystem::path derived = path.lexically_relative(datasets.derivatives->root());
  return !derived.empty() && *derived.begin() != ".." ? "derivatives" / derived : path.filename();
}

/// Shared by the units of one process.
class Worker {
 public:
  Worker(const Study& study, const RunOptions& options, const Datasets& datasets, std::size_t total)
      : study_(study), options_(options), datasets_(datasets), total_(total) {}

  /// Never throws an `Error`: a unit that fails must not stop the others.
  UnitOutcome operator()(const Unit& unit) {
    UnitOutcome outcome{unit.name, UnitOutcome::Status::failed, "", {}};
    try {
      outcome = work(unit);
    } catch (const Error& error) {
      outcome.message = error.what();
      leave_failure(unit, outcome.message);
    }
    const std::lock_guard lock(mutex_);
    if (options_.progress) options_.progress(++finished_, total_);
    return outcome;
  }

 private:
  UnitWriter writer_of(const Unit& unit) const {
    return {options_.output, unit.file, unit.modality == "fmri" ? "roi" : "erp"};
  }

  /// The group level counts the run as left out, with this reason.
  void leave_failure(const Unit& unit, const std::string& message) const {
    Exclusion row = exclusion_of(unit);
    row.what = "run";
    // Results of an earlier run of the unit must not stand for this one.
    std::error_code ignored;
    std::filesystem::remove(writer_of(unit).path("unit", ".json"), ignored);
    row.reason = message;
    row.count = row.of = 1;
    write_table(writer_of(unit).path("failure", ".tsv"), to_table({row}), Overwrite::allow);
  }

  UnitOutcome work(const Unit& unit) {
    const bool fmri = unit.modality == "fmri";
    const UnitFiles files = fmri ? find_fmri_files(study_, datasets_, unit.file) : find_eeg_files(datasets_, unit.file);
    UnitWriter writer = writer_of(unit);
    const std::filesystem::path record_path = writer.path("unit", ".json");
    const std::vector<store::InputFile> inputs = hashed(files.all);
    UnitRecord record{unit.name, unit_parameters(study_, unit.modality), inputs, {}, {}};
    for (store::InputFile& file : record.inputs) file.path = portable(file.path, datasets_);
    UnitOutcome outcome{unit.name, UnitOutcome::Status::unchanged, "", {}};
    if (!options_.force && up_to_date(record_path, record, options_.output)) return outcome;
    // Whatever happens from here on, the old record is not true any more.
    std::error_code ignored;
    std::filesystem::remove(record_path, ignored);
    std::filesystem::remove(writer.path("failure", ".tsv"), ignored);
    outcome.warnings =
        fmri ? run_fmri_unit(study_, datasets_, unit, files, writer) : run_eeg_unit(study_, unit, files, writer);
    record.warnings = outcome.warnings;
    record.outputs = hashed(writer.written());
    for (store::InputFile& file : record.outputs) file.path = file.path.lexically_relative(options_.output);
    if (options_.written) {
      const std::lock_guard lock(mutex_);
      options_.written(writer.path("measures", ".tsv"), inputs);
    }
    write_text(record_path, record_text(record), Overwrite::allow);
    outcome.status = UnitOutcome::Status::done;
    return outcome;
  }

  const Study& study_;
  const RunOptions& options_;
  const Datasets& datasets_;
  std::mutex mutex_;
  std::size_t finished_ = 0, total_;
};

}  // namespace

std::vector<UnitOutcome> run_participants(const Study& study, const RunOptions& options) {
  const std::vector<Unit> all = plan_units(study, options);
  std::vector<Unit> mine;
  for (std::size_t i = options.shard; i < all.size(); i += options.shards) mine.push_back(all[i]);
  prepare_folder(study, options);
  const Datasets datasets = open_datasets(study, options);
  Worker worker(study, options, datasets, mine.size());
  std::vector<UnitOutcome> outcomes(mine.size());
  parallel::for_each(mine.size(), options.threads, [&](std::size_t i) { outcomes[i] = worker(mine[i]); });
  write_log(options, outcomes);
  return outcomes;
}

}  // namespace attune::study
