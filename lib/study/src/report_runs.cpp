#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "attune/base/hash.hpp"
#include "attune/base/version.hpp"
#include "attune/report/page.hpp"
#include "attune/study/exclusion.hpp"
#include "report_parts.hpp"

namespace attune::study {
namespace {

using report::element;
using report::Markup;
using report::text;

constexpr const char* kNotYet = "not measured yet";  // as the group level says it

/// A run that is in no test, and why.
struct RunLeftOut {
  std::string run, reason;
};

std::string participant_of(const UnitRecord& record) { return record.unit.substr(0, record.unit.find('/')); }

/// Reason for which a participant is left out, by name.
std::map<std::string, std::string> left_out_people(const Finished& finished) {
  std::map<std::string, std::string> reasons;
  for (std::size_t r = 0; r < finished.values.rows(); ++r) {
    const Row row{finished.values, r};
    if (row.text("excluded") != "n/a") reasons[row.text("participant_id")] = row.text("excluded");
  }
  return reasons;
}

/// Each run once: not measured, not asked for, or of a participant who was left out.
std::vector<RunLeftOut> runs_left_out(const Finished& finished) {
  std::vector<RunLeftOut> runs;
  for (const Exclusion& row : to_exclusions(finished.exclusions)) {
    if (row.what != "run") continue;
    std::string name = row.participant_id;
    for (const auto& [key, value] : {std::pair{"ses", row.session}, {"task", row.task}, {"run", row.run}})
      if (!value.empty()) name += fmt::format("_{}-{}", key, value);
    runs.push_back({name, row.reason == kNotYet ? row.reason : "could not be measured: " + row.reason});
  }
  for (const UnitRecord& record : finished.unused)
    runs.push_back(
        {record.unit, "not among the recordings, participants and sessions that the group level was asked for"});
  const std::map<std::string, std::string> people = left_out_people(finished);
  for (const UnitRecord& record : finished.records) {
    const auto person = people.find(participant_of(record));
    if (person != people.end()) runs.push_back({record.unit, "the participant was left out: " + person->second});
  }
  return runs;
}

std::size_t failed_runs(const Finished& finished) {
  std::size_t count = 0;
  for (std::size_t r = 0; r < finished.exclusions.rows(); ++r)
    if (Row{finished.exclusions, r}.text("what") == "run") ++count;
  return count;
}

Markup table_of(const std::vector<RunLeftOut>& runs) {
  Column::Text names, reasons;
  for (const RunLeftOut& run : runs) {
    names.push_back(run.run);
    reasons.push_back(run.reason);
  }
  Table table;
  table.add("run", names);
  table.add("why it is in no test", reasons);
  return report::table(table, "");
}

std::string total_hash(const std::vector<UnitRecord>& records) {
  std::string all;
  for (const UnitRecord& record : records)
    for (const store::InputFile& file : record.inputs) all += file.path.generic_string() + " " + file.sha256 + "\n";
  return sha256_of(all);
}

std::string inputs_text(const std::vector<UnitRecord>& records) {
  std::set<std::string> files;  // several runs may share a sidecar
  std::uintmax_t bytes = 0;
  for (const UnitRecord& record : records)
    for (const store::InputFile& file : record.inputs)
      if (files.insert(file.path.generic_string()).second) bytes += file.bytes;
  constexpr double kMegabyte = 1e6;
  return fmt::format("{} files, {:.1f} MB; SHA-256 of the list of their SHA-256: {}", files.size(),
                     static_cast<double>(bytes) / kMegabyte, total_hash(records));
}

/// The parameters of every kind of run, once each and indented.
Markup parameters_of(const std::vector<UnitRecord>& records) {
  std::vector<std::string> seen;
  Markup content;
  for (const UnitRecord& record : records) {
    if (std::find(seen.begin(), seen.end(), record.parameters) != seen.end()) continue;
    seen.push_back(record.parameters);
    content += element("pre", nlohmann::ordered_json::parse(record.parameters).dump(2));
  }
  return details("Parameters of the runs", content);
}

Markup warnings_of(const std::vector<UnitRecord>& records) {
  std::map<std::string, int> warnings;
  for (const UnitRecord& record : records)
    for (const std::string& warning : record.warnings) ++warnings[warning];
  if (warnings.empty()) return {};
  Markup list;
  for (const auto& [warning, count] : warnings)
    list += element("li", fmt::format("{} ({} {})", warning, count, count == 1 ? "run" : "runs"));
  return details(fmt::format("Warnings ({})", warnings.size()), element("ul", {}, list));
}

}  // namespace

Markup record_part(const Finished& finished) {
  const std::vector<RunLeftOut> left_out = runs_left_out(finished);
  const std::size_t found = finished.records.size() + finished.unused.size() + failed_runs(finished);
  Markup content =
      report::facts({{"study", text(finished.study.name)},
                     {"attune", text(fmt::format("version {}, built with {}", version(), compiler()))},
                     {"seed", text(fmt::format("{}", finished.study.seed))},
                     {"study file", report::link("study.yaml") +
                                        text(fmt::format("; SHA-256 of it and its claims: {}", finished.study.sha256))},
                     {"runs", text(fmt::format("{} found, {} of them in the tests", found, found - left_out.size()))},
                     {"inputs", text(inputs_text(finished.records))}});
  if (!left_out.empty()) content += details(fmt::format("Runs in no test ({})", left_out.size()), table_of(left_out));
  if (!finished.records.empty()) content += parameters_of(finished.records) + warnings_of(finished.records);
  content += element("p", {{"class", "source"}},
                     text("Every run keeps its own record (…_unit.json): hashes of inputs and outputs, parameters, "
                          "warnings. Record of the group level: ") +
                         report::link("group/group.json"));
  return report::section("record", "What was run", content);
}

}  // namespace attune::study
