#include <fmt/format.h>

#include <algorithm>

#include "attune/base/error.hpp"
#include "attune/base/hash.hpp"
#include "attune/table/delimited.hpp"
#include "group_record.hpp"
#include "report_parts.hpp"
#include "study_folder.hpp"

namespace attune::study {
namespace {

/// A folder that `attune run` did not finish has no report; says what to run.
void refuse_unfinished(const std::filesystem::path& folder) {
  const auto to_run = [&](const char* level) {
    return fmt::format("`attune run BIDS_DIR {} {}`", folder.string(), level);
  };
  if (!std::filesystem::is_directory(folder))
    throw input_error(folder, fmt::format("is no folder; name the results of {}", to_run("group")));
  if (!made_by_attune(folder) || !std::filesystem::exists(folder / "study.yaml"))
    throw input_error(folder, fmt::format("holds no results of a study; run {} first", to_run("participant")));
  if (!std::filesystem::exists(group_record_path(folder)))
    throw input_error(folder, fmt::format("holds no finished group level; run {} first", to_run("group")));
}

/// The study that the group level used: the file may have been changed or exchanged since.
Study unchanged_study(const std::filesystem::path& folder, const GroupRecord& record) {
  const std::filesystem::path path = folder / "study.yaml";
  if (sha256_of_file(path) != record.study_sha256)
    throw input_error(path, "changed since the group level ran; run the group level again");
  Study study = read_study(path);
  check_group_record(record, study, folder);
  return study;
}

}  // namespace

Finished read_finished(const std::filesystem::path& folder) {
  refuse_unfinished(folder);
  const GroupRecord record = read_group_record(folder);
  Finished finished;
  finished.folder = folder;
  finished.study = unchanged_study(folder, record);
  finished.inputs = {folder / "study.yaml", group_record_path(folder)};
  const auto table = [&](const char* name) {
    finished.inputs.push_back(folder / name);
    return read_table(folder / name);
  };
  finished.values = table("group/values.tsv");
  finished.results = table("group/results.tsv");
  finished.claims = table("group/claims.tsv");
  finished.counts = table("group/exclusion_counts.tsv");
  finished.exclusions = table("exclusions.tsv");
  finished.checks = table("group/checks.tsv");
  finished.lock = read_lock(folder);
  if (finished.lock.locked) finished.inputs.push_back(lock_path(folder));
  if (finished.study.eeg) finished.waveforms = table("group/waveforms.tsv");
  for (const std::filesystem::path& path : unit_records(folder)) {
    const std::filesystem::path name = path.lexically_relative(folder);
    const bool used = std::find(record.units.begin(), record.units.end(), name) != record.units.end();
    (used ? finished.records : finished.unused).push_back(read_record(path));
  }
  return finished;
}

}  // namespace attune::study
