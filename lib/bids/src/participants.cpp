#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <system_error>

#include "attune/base/files.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "attune/bids/tables.hpp"
#include "attune/table/delimited.hpp"

namespace attune::bids {
namespace {

constexpr const char* kKey = "participant_id";

std::string without_prefix(const std::string& text, std::string_view prefix) {
  return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
}

std::vector<std::string> phenotype_names(const std::filesystem::path& folder) {
  std::vector<std::string> out;
  std::error_code status;
  for (const auto& entry : std::filesystem::directory_iterator(folder, status))
    if (entry.path().extension() == ".tsv") out.push_back(entry.path().stem().string());
  return out;
}

}  // namespace

Participants participants_from(Table table, const std::string& key) {
  Participants out;
  const std::vector<std::string> ids = table.text(key);
  if (table.has("session_id")) out.sessions = table.text("session_id");
  std::size_t bare = 0;
  std::set<std::pair<std::string, std::string>> seen;
  Column::Text normal;
  for (std::size_t row = 0; row < ids.size(); ++row) {
    bare += ids[row].starts_with("sub-") ? 0u : 1u;
    const std::string label = without_prefix(ids[row], "sub-");
    if (!is_label(label))
      table.throw_at(row, key, fmt::format("{} is no label; write sub- and letters and digits", in_quotes(ids[row])));
    if (!out.sessions.empty()) out.sessions[row] = without_prefix(out.sessions[row], "ses-");
    if (!seen.emplace(label, out.sessions.empty() ? "" : out.sessions[row]).second)
      table.throw_at(row, key, fmt::format("{} is there twice; keep one row", in_quotes(ids[row])));
    out.labels.push_back(label);
    normal.push_back("sub-" + label);
  }
  // Only BIDS demands the prefix.
  if (bare > 0 && key == kKey)
    out.warnings.push_back(fmt::format("{}: {} of {} ids lack the prefix 'sub-'; they are read as if they had it",
                                       describe(table.path()), bare, ids.size()));
  if (table.has(kKey))
    table.replace(kKey, std::move(normal));
  else
    table.add(kKey, std::move(normal));
  out.table = std::move(table);
  return out;
}

std::optional<std::size_t> Participants::row_of(std::string_view participant, std::string_view session) const {
  const std::string label = without_prefix(std::string(participant), "sub-");
  const std::string wanted = without_prefix(std::string(session), "ses-");
  for (std::size_t row = 0; row < labels.size(); ++row)
    if (labels[row] == label && (sessions.empty() || wanted.empty() || sessions[row] == wanted)) return row;
  return std::nullopt;
}

Participants parse_participants(std::string_view text, const std::filesystem::path& path) {
  return participants_from(parse_table(text, path, {.separator = '\t'}));
}

Participants read_participants(const std::filesystem::path& path) { return parse_participants(read_text(path), path); }

Phenotype read_phenotype(const Dataset& dataset, std::string_view name) {
  const std::filesystem::path folder = dataset.root() / "phenotype";
  const std::vector<std::string> known = phenotype_names(folder);
  const std::string file(name);
  if (std::find(known.begin(), known.end(), file) == known.end())
    throw input_error(folder, known.empty()
                                  ? fmt::format("holds no tables, expected {}.tsv", file)
                                  : fmt::format("has no table {}{}", in_quotes(file), suggestion(file, known)));
  Phenotype out{read_participants(folder / (file + ".tsv")), {}};
  const std::filesystem::path sidecar = folder / (file + ".json");
  std::error_code status;
  if (std::filesystem::exists(sidecar, status)) out.meanings = read_metadata(sidecar);
  return out;
}

}  // namespace attune::bids
