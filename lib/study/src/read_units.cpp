#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "attune/base/error.hpp"
#include "attune/table/delimited.hpp"
#include "group_data.hpp"
#include "study_folder.hpp"
#include "unit_record.hpp"

namespace attune::study {
namespace {

bool wanted(const RunOptions& options, const std::string& participant_id, const std::string& session) {
  const auto listed = [](const std::vector<std::string>& names, const std::string& prefix, const std::string& label) {
    return names.empty() || std::any_of(names.begin(), names.end(), [&](const std::string& name) {
             return name == label || name == prefix + label;
           });
  };
  return listed(options.participants, "sub-", participant_id.substr(std::min<std::size_t>(4, participant_id.size()))) &&
         listed(options.sessions, "ses-", session);
}

/// A unit that was measured otherwise than the study file now says does not belong into one table with the others.
void refuse_stale(const Study& study, const UnitRecord& record, const std::filesystem::path& path) {
  const bool fmri = record.parameters.find("\"modality\":\"fmri\"") != std::string::npos;
  const bool present = fmri ? study.fmri.has_value() : study.eeg.has_value();
  if (!present || record.parameters != unit_parameters(study, fmri ? "fmri" : "eeg"))
    throw input_error(path,
                      "was made with another study file or another version; run the participant level again, or remove "
                      "this participant's folder");
}

void refuse_sessions(const std::vector<Measure>& measures) {
  std::map<std::string, std::string> sessions;
  for (const Measure& row : measures) {
    const auto [known, fresh] = sessions.emplace(row.participant_id, row.session);
    if (!fresh && known->second != row.session)
      throw usage_error(fmt::format("{} has the sessions {} and {}; choose one with --session-label",
                                    row.participant_id, known->second, row.session));
  }
}

/// The files of `<...>_unit.json` with another suffix.
std::filesystem::path sibling(const std::filesystem::path& record, const std::string& ending) {
  const std::string name = record.filename().string();
  return record.parent_path() / (name.substr(0, name.size() - std::string("_unit.json").size()) + ending);
}

void append_failures(const RunOptions& options, UnitData& data) {
  std::vector<std::filesystem::path> files;
  for (const auto& participant : std::filesystem::directory_iterator(options.output)) {
    if (!participant.is_directory() || !participant.path().filename().string().starts_with("sub-")) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(participant.path()))
      if (entry.path().filename().string().ends_with("_failure.tsv")) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const std::filesystem::path& file : files)
    for (const Exclusion& row : to_exclusions(read_table(file))) {
      if (!wanted(options, row.participant_id, row.session)) continue;
      data.exclusions.push_back(row);
      data.warnings.push_back(fmt::format("{}: a run was not measured: {}", row.participant_id, row.reason));
    }
}

}  // namespace

UnitData read_units(const Study& study, const RunOptions& options) {
  UnitData data;
  const std::vector<std::filesystem::path> records = unit_records(options.output);
  for (const std::filesystem::path& path : records) {
    const UnitRecord record = read_record(path);
    refuse_stale(study, record, path);
    const std::vector<Measure> rows = to_measures(read_table(sibling(path, "_measures.tsv")));
    if (rows.empty() || !wanted(options, rows.front().participant_id, rows.front().session)) continue;
    data.records.push_back(path);
    data.measures.insert(data.measures.end(), rows.begin(), rows.end());
    const std::vector<Exclusion> left_out = to_exclusions(read_table(sibling(path, "_exclusions.tsv")));
    data.exclusions.insert(data.exclusions.end(), left_out.begin(), left_out.end());
    const std::filesystem::path evoked = sibling(path, "_evoked.h5");
    if (std::filesystem::exists(evoked)) data.evoked.push_back(evoked);
  }
  if (data.measures.empty())
    throw input_error(options.output, "holds no measured participant; run the participant level first");
  refuse_sessions(data.measures);
  append_failures(options, data);
  return data;
}

}  // namespace attune::study
