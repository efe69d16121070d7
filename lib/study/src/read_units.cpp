#include <fmt/format.h>

#include <map>
#include <set>

#include "attune/base/error.hpp"
#include "attune/study/unit_messages.hpp"
#include "attune/table/delimited.hpp"
#include "group_data.hpp"
#include "study_folder.hpp"
#include "unit_record.hpp"
#include "unit_work.hpp"

namespace attune::study {
namespace {

/// A unit that was measured otherwise than the study file now says does not belong into one table with the others.
void refuse_stale(const Study& study, const Unit& unit, const UnitRecord& record, const std::filesystem::path& path) {
  if (record.parameters != unit_parameters(study, unit.modality))
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

/// A run of the plan without numbers is a counted row: it failed, or it was not its turn yet.
void note_missing(const Unit& unit, const std::filesystem::path& failure, UnitData& data,
                  std::vector<std::string>& not_yet) {
  if (std::filesystem::exists(failure)) {
    for (const Exclusion& row : to_exclusions(read_table(failure))) {
      data.exclusions.push_back(row);
      data.failures.emplace_back(unit.name, row.reason);
    }
    return;
  }
  Exclusion row = exclusion_of(unit);
  row.what = "run";
  row.reason = "not measured yet";
  row.count = row.of = 1;
  data.exclusions.push_back(row);
  not_yet.push_back(short_name(unit.name));
}

void read_unit(const Study& study, const RunOptions& options, const Unit& unit, const std::filesystem::path& path,
               UnitData& data) {
  const UnitRecord record = read_record(path);
  refuse_stale(study, unit, record, path);
  if (!outputs_are_whole(record, options.output))
    throw input_error(path, "its results are not as they were written; run the participant level again");
  const std::vector<Measure> rows = to_measures(read_table(sibling(path, "_measures.tsv")));
  data.records.push_back(path);
  data.measures.insert(data.measures.end(), rows.begin(), rows.end());
  const std::vector<Exclusion> left_out = to_exclusions(read_table(sibling(path, "_exclusions.tsv")));
  data.exclusions.insert(data.exclusions.end(), left_out.begin(), left_out.end());
  const std::filesystem::path evoked = sibling(path, "_evoked.h5");
  if (std::filesystem::exists(evoked)) data.evoked.push_back(evoked);
}

/// Finished units whose recordings are gone, or that a changed study file does not take any more.
void warn_of_leftovers(const Study& study, const RunOptions& options, UnitData& data) {
  RunOptions everybody = options;
  everybody.participants.clear();
  everybody.sessions.clear();
  std::set<std::filesystem::path> planned;
  for (const Unit& unit : plan_units(study, everybody))
    planned.insert(writer_of(options.output, unit).path("unit", ".json").lexically_normal());
  std::vector<std::string> leftovers;
  for (const std::filesystem::path& path : unit_records(options.output))
    if (planned.count(path.lexically_normal()) == 0) leftovers.push_back(short_name(path.generic_string()));
  if (leftovers.empty()) return;
  const bool one = leftovers.size() == 1;
  data.warnings.push_back(
      fmt::format("{} finished run{} of recordings that the study does not have any more; left "
                  "out: {}",
                  leftovers.size(), one ? " is" : "s are", first_names(leftovers)));
}

}  // namespace

UnitData read_units(const Study& study, const RunOptions& options) {
  UnitData data;
  if (unit_records(options.output).empty())
    throw input_error(options.output, "holds no measured participant; run the participant level first");
  std::vector<std::string> not_yet;
  const std::vector<Unit> units = plan_units(study, options);
  for (const Unit& unit : units) {
    const UnitWriter writer = writer_of(options.output, unit);
    const std::filesystem::path record = writer.path("unit", ".json");
    if (std::filesystem::exists(record))
      read_unit(study, options, unit, record, data);
    else
      note_missing(unit, writer.path("failure", ".tsv"), data, not_yet);
  }
  if (data.measures.empty())
    throw input_error(options.output, "holds no measured participant of the study; run the participant level first");
  refuse_sessions(data.measures);
  for (const std::string& line : grouped_messages(data.failures))
    data.warnings.push_back("a run was not measured: " + line);
  if (!not_yet.empty())
    data.warnings.push_back(fmt::format("{} of {} runs were not measured yet ({}); run the participant level",
                                        not_yet.size(), units.size(), first_names(not_yet)));
  warn_of_leftovers(study, options, data);
  return data;
}

}  // namespace attune::study
