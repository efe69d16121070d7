#include "study_folder.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "attune/base/error.hpp"
#include "attune/base/files.hpp"
#include "attune/bids/derivatives.hpp"
#include "attune/table/delimited.hpp"
#include "attune/table/record.hpp"

namespace attune::study {
namespace {

constexpr std::uintmax_t kTextLimit = 1 << 20;

bool holds_something(const std::filesystem::path& folder) {
  if (!std::filesystem::exists(folder)) return false;
  if (!std::filesystem::is_directory(folder)) throw output_error(folder, "is no folder; name another one");
  const auto visible = [](const auto& entry) { return !entry.path().filename().string().starts_with("."); };
  const std::filesystem::directory_iterator entries(folder);
  return std::any_of(begin(entries), end(entries), visible);
}

const char* name_of(UnitOutcome::Status status) {
  switch (status) {
    case UnitOutcome::Status::done:
      return "done";
    case UnitOutcome::Status::unchanged:
      return "unchanged";
    case UnitOutcome::Status::failed:
      break;
  }
  return "failed";
}

}  // namespace

bool made_by_attune(const std::filesystem::path& folder) {
  if (!std::filesystem::exists(folder / "dataset_description.json")) return false;
  const bids::Description description = bids::read_description(folder);
  return std::any_of(description.generated_by.begin(), description.generated_by.end(),
                     [](const std::string& name) { return name.starts_with("attune"); });
}

void keep_text(const std::filesystem::path& path, const std::string& text) {
  std::error_code error;
  if (std::filesystem::file_size(path, error) == text.size() && !error && read_text(path) == text) return;
  write_text(path, text, Overwrite::allow);
}

void prepare_folder(const Study& study, const RunOptions& options) {
  const std::filesystem::path& folder = options.output;
  if (!made_by_attune(folder)) {
    if (holds_something(folder) && !options.force)
      throw output_error(folder, "holds files that attune did not make; name another folder or use --force");
    const std::string name = fmt::format("attune: {}", study.name);
    bids::write_derivative_description(folder, name, {{"bids::input", ""}}, Overwrite::allow);
  }
  keep_text(folder / "study.yaml", read_text(study.path, kTextLimit));
  for (const Claim& claim : study.claims)
    keep_text(folder / claim.path, read_text(study.path.parent_path() / claim.path, kTextLimit));
}

void write_log(const RunOptions& options, const std::vector<UnitOutcome>& outcomes) {
  Column::Text units, statuses, messages;
  for (const UnitOutcome& outcome : outcomes) {
    units.push_back(outcome.unit);
    statuses.emplace_back(name_of(outcome.status));
    messages.push_back(outcome.message.empty() ? "n/a" : outcome.message);
  }
  Table table;
  table.add("unit", units);
  table.add("status", statuses);
  table.add("message", messages);
  const std::string shard =
      options.shards > 1 ? fmt::format("_shard-{}of{}", options.shard + 1, options.shards) : std::string();
  write_table(options.output / "logs" / fmt::format("participant{}.tsv", shard), table, Overwrite::allow);
  Column::Text warned, warnings;
  for (const UnitOutcome& outcome : outcomes)
    for (const std::string& warning : outcome.warnings) {
      warned.push_back(outcome.unit);
      warnings.push_back(warning);
    }
  Table list;
  list.add("unit", warned);
  list.add("warning", warnings);
  write_table(options.output / "logs" / fmt::format("participant_warnings{}.tsv", shard), list, Overwrite::allow);
}

std::vector<std::filesystem::path> unit_records(const std::filesystem::path& output) {
  std::vector<std::filesystem::path> records;
  if (!std::filesystem::is_directory(output)) throw input_error(output, "is not here; run the participant level first");
  for (const auto& participant : std::filesystem::directory_iterator(output)) {
    if (!participant.is_directory() || !participant.path().filename().string().starts_with("sub-")) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(participant.path()))
      if (entry.is_regular_file() && entry.path().filename().string().ends_with("_unit.json"))
        records.push_back(entry.path());
  }
  std::sort(records.begin(), records.end(), [](const auto& a, const auto& b) {
    const int order = bids::natural_compare(a.generic_string(), b.generic_string());
    return order != 0 ? order < 0 : a < b;
  });
  return records;
}

std::filesystem::path derivatives_folder(const RunOptions& options, const std::string& name) {
  for (const auto& [known, folder] : options.derivatives)
    if (known == name) return folder;
  return options.dataset / "derivatives" / name;
}

}  // namespace attune::study
