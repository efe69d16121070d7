#include <fmt/format.h>

#include <mutex>
#include <optional>

#include "attune/base/error.hpp"
#include "attune/base/files.hpp"
#include "attune/study/exclusion.hpp"
#include "attune/table/delimited.hpp"
#include "plan_lock.hpp"
#include "study_check.hpp"
#include "study_folder.hpp"
#include "unit_record.hpp"
#include "unit_work.hpp"

namespace attune::study {
namespace {

/// `path` below `folder`, if it is there.
std::optional<std::filesystem::path> inside(const std::filesystem::path& folder, const std::filesystem::path& path) {
  const std::filesystem::path relative = path.lexically_relative(folder);
  if (relative.empty() || *relative.begin() == "..") return std::nullopt;
  return relative;
}

/// Path for the record: it must not change when the whole dataset is moved.
std::filesystem::path portable(const std::filesystem::path& path, const Datasets& datasets) {
  if (const auto raw = inside(datasets.raw.root(), path)) return *raw;
  if (datasets.derivatives)
    if (const auto derived = inside(datasets.derivatives->root(), path)) return "derivatives" / *derived;
  return path.filename();
}

/// The files of the atlas, the same for every unit: read and hashed once.
struct SharedAtlas {
  std::optional<roi::Atlas> atlas;
  std::vector<store::InputFile> files;
  explicit SharedAtlas(const Study& study) : atlas(checked_atlas(study)) {
    if (atlas) files = hashed(atlas->inputs);
    for (store::InputFile& file : files) file.role = "atlas";
  }
};

/// Shared by the units of one process.
class Worker {
 public:
  Worker(const Study& study, const RunOptions& options, const Datasets& datasets, const SharedAtlas& atlas,
         std::size_t total)
      : study_(study), options_(options), datasets_(datasets), atlas_(atlas), total_(total) {}

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
  /// The group level counts the run as left out, with this reason.
  void leave_failure(const Unit& unit, const std::string& message) const {
    const UnitWriter writer = writer_of(options_.output, unit);
    Exclusion row = exclusion_of(unit);
    row.what = "run";
    // Results of an earlier run of the unit must not stand for this one.
    std::error_code ignored;
    std::filesystem::remove(writer.path("unit", ".json"), ignored);
    row.reason = message;
    row.count = row.of = 1;
    write_table(writer.path("failure", ".tsv"), to_table({row}), Overwrite::allow);
  }

  /// What the unit is made from and how, before it is made.
  UnitRecord wanted_record(const Unit& unit, const UnitFiles& files,
                           const std::vector<store::InputFile>& inputs) const {
    UnitRecord record{unit.name, unit_parameters(study_, unit.modality), inputs, {}, {}, ""};
    for (store::InputFile& file : record.inputs) file.path = portable(file.path, datasets_);
    if (unit.modality == "fmri")
      record.mask = files.mask ? portable(*files.mask, datasets_).generic_string() : std::string("none");
    return record;
  }

  UnitFiles files_of(const Unit& unit) const {
    if (unit.modality == "fmri") return find_fmri_files(study_, datasets_, unit.file);
    if (unit.modality == "eeg") return find_eeg_files(study_, unit.file);
    return find_physio_files(study_, datasets_, unit.file);
  }

  Warnings measured(const Unit& unit, const UnitFiles& files, UnitWriter& writer) const {
    if (unit.modality == "fmri") return run_fmri_unit(study_, datasets_, *atlas_.atlas, unit, files, writer);
    if (unit.modality == "eeg") return run_eeg_unit(study_, unit, files, writer);
    return run_physio_unit(study_, unit, files, writer);
  }

  UnitOutcome work(const Unit& unit) {
    const bool fmri = unit.modality == "fmri";
    const UnitFiles files = files_of(unit);
    UnitWriter writer = writer_of(options_.output, unit);
    const std::filesystem::path record_path = writer.path("unit", ".json");
    std::vector<store::InputFile> inputs = hashed(files.all);
    for (store::InputFile& file : inputs)
      if (files.mask && file.path == *files.mask) file.role = "mask";
    if (fmri) inputs.insert(inputs.end(), atlas_.files.begin(), atlas_.files.end());
    UnitRecord record = wanted_record(unit, files, inputs);
    if (!options_.force && up_to_date(record_path, record, options_.output))
      return {unit.name, UnitOutcome::Status::unchanged, "", read_record(record_path).warnings};
    // Whatever happens from here on, the old record is not true any more.
    std::error_code ignored;
    std::filesystem::remove(record_path, ignored);
    std::filesystem::remove(writer.path("failure", ".tsv"), ignored);
    record.warnings = measured(unit, files, writer);
    record.outputs = hashed(writer.written());
    for (store::InputFile& file : record.outputs) file.path = file.path.lexically_relative(options_.output);
    if (options_.written) {
      const std::lock_guard lock(mutex_);
      options_.written(writer.path("measures", ".tsv"), inputs);
    }
    write_text(record_path, record_text(record), Overwrite::allow);
    return {unit.name, UnitOutcome::Status::done, "", record.warnings};
  }

  const Study& study_;
  const RunOptions& options_;
  const Datasets& datasets_;
  const SharedAtlas& atlas_;
  std::mutex mutex_;
  std::size_t finished_ = 0, total_;
};

}  // namespace

std::vector<UnitOutcome> run_participants(const Study& study, const RunOptions& options) {
  const std::vector<Unit> all = plan_units(study, options);
  std::vector<Unit> mine;
  for (std::size_t i = options.shard; i < all.size(); i += options.shards) mine.push_back(all[i]);
  const SharedAtlas atlas(study);
  const Datasets datasets = open_datasets(study, options);
  check_conditions(study, options, datasets, mine);
  const Warnings circular = refuse_circular_atlas(atlas.atlas, options, all);
  if (options.warn) options.warn(circular);
  keep_plan(study, options, atlas.files, Level::participant);  // before anything of participants.tsv is read
  check_exclusion_rules(study, options);
  prepare_folder(study, options);
  Worker worker(study, options, datasets, atlas, mine.size());
  std::vector<UnitOutcome> outcomes(mine.size());
  parallel::for_each(mine.size(), options.threads, [&](std::size_t i) { outcomes[i] = worker(mine[i]); });
  write_log(options, outcomes);
  return outcomes;
}

}  // namespace attune::study
