#include "bids_physio.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "attune/base/number_text.hpp"
#include "attune/base/split.hpp"
#include "attune/bids/dataset.hpp"
#include "attune/bids/events.hpp"
#include "attune/gzip/byte_reader.hpp"
#include "attune/physio/channel_kind.hpp"
#include "attune/physio/source.hpp"
#include "number_rows.hpp"

namespace attune::physio {
namespace {

namespace fs = std::filesystem;
constexpr std::uint64_t kTextLimit = std::uint64_t{1} << 33;

/// The dataset around a file: the nearest folder with a dataset_description.json, or the folder of the file.
std::pair<fs::path, bids::File> place_of(const fs::path& path) {
  bids::File file;
  file.path = path;
  file.name = bids::parse_name(path);
  fs::path root = path.parent_path().empty() ? fs::path(".") : path.parent_path();
  file.relative = path.filename();
  const fs::path whole = fs::absolute(path).lexically_normal();
  for (fs::path folder = whole.parent_path(); folder.has_relative_path(); folder = folder.parent_path()) {
    if (!fs::is_regular_file(folder / "dataset_description.json")) continue;
    file.relative = whole.lexically_relative(folder);
    // The root as the user wrote it, where the path reaches that far.
    const std::string given = path.lexically_normal().string(), inside = file.relative.string();
    root = folder;
    if (given == inside) root = ".";
    if (given.ends_with("/" + inside)) root = given.substr(0, given.size() - inside.size() - 1);
    break;
  }
  file.datatype = whole.parent_path().filename().string();
  return {root, file};
}

/// A text field of a column's object in the sidecar.
std::string about_column(const bids::Metadata& sidecar, const std::string& column, const char* field) {
  const auto found = sidecar.values().find(column);
  if (found == sidecar.values().end()) return {};
  const auto* json = std::get_if<bids::MetadataValue::Json>(&found->second.value);
  if (json == nullptr) return {};
  const nlohmann::json object = nlohmann::json::parse(json->text, nullptr, false);
  if (!object.is_object()) return {};
  const auto value = object.find(field);
  return value != object.end() && value->is_string() ? value->get<std::string>() : std::string();
}

/// True where every cell is a word.
bool is_header_line(std::string_view line) {
  const std::vector<std::string> cells = split(line, '\t');
  return std::all_of(cells.begin(), cells.end(), [](const std::string& cell) {
    const std::string_view word = trimmed(cell);
    return !is_missing(word) && !parse_double(word);
  });
}

void check_first_line(std::string_view text, const fs::path& path) {
  if (is_header_line(take_line(text)))
    throw input_error(
        path, at_line(1),
        "is a header line; BIDS physio files have none, as the sidecar's Columns names them: take it out");
}

Event to_event(const bids::Event& event) { return {event.onset, event.duration, event.trial_type.value_or("n/a")}; }

}  // namespace

std::vector<Event> read_events(const fs::path& path, Warnings& warnings) {
  const bids::Events found = bids::read_events(path);
  warnings.insert(warnings.end(), found.warnings.begin(), found.warnings.end());
  std::vector<Event> out;
  for (const bids::Event& event : found.events) out.push_back(to_event(event));
  return out;
}

bool is_bids_physio_name(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.ends_with("_physio.tsv.gz") || name.ends_with("_physio.tsv");
}

Recording parse_bids_physio(std::string_view text, const fs::path& path, const bids::Metadata& sidecar) {
  Recording out;
  out.path = path;
  out.format = "BIDS physio";
  const double rate = sidecar.required_number("SamplingFrequency", path);
  const double start = sidecar.required_number("StartTime", path);
  const std::vector<std::string> names = sidecar.list("Columns");
  const fs::path where = sidecar.source("Columns").empty() ? path : sidecar.source("Columns");
  if (names.empty()) throw input_error(where, "has no \"Columns\", which name what the columns of a physio file are");
  if (!(rate > 0) || !std::isfinite(rate))
    throw input_error(sidecar.source("SamplingFrequency"),
                      fmt::format("SamplingFrequency is {}, expected a number of Hz above 0", rate));
  if (!std::isfinite(start)) throw input_error(sidecar.source("StartTime"), "StartTime is not finite");
  for (const std::string& name : names)
    if (std::count(names.begin(), names.end(), name) > 1)
      throw input_error(where, fmt::format("Columns names {} more than once", in_quotes(name)));
  check_first_line(text, path);
  NumberRows rows = parse_number_rows(text, path, {.may_have_header = false});
  if (rows.columns.size() != names.size())
    throw input_error(path, at_line(rows.first_line),
                      fmt::format("has {} cells, while Columns in {} names {}: {}", rows.columns.size(),
                                  describe(where), names.size(), in_quotes(fmt::format("{}", fmt::join(names, ", ")))));
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string unit = about_column(sidecar, names[i], "Units");
    const Kind kind = kind_by_name(names[i], unit, about_column(sidecar, names[i], "Description"));
    out.channels.push_back({names[i], kind, unit, Hertz(rate), Seconds(start), std::move(rows.columns[i])});
  }
  return out;
}

Recording read_bids_physio(const fs::path& path) {
  const std::string text = read_unpacked_text(path, kTextLimit);
  const auto [root, file] = place_of(path);
  const bids::Dataset dataset(root);
  const bids::Metadata sidecar = dataset.metadata(file);
  Recording out = parse_bids_physio(text, path, sidecar);
  out.files = {path};
  out.files.insert(out.files.end(), sidecar.files().begin(), sidecar.files().end());
  if (const auto events = dataset.associated(file, "events", ".tsv")) {
    out.events = read_events(events->path, out.warnings);
    out.files.push_back(events->path);
  }
  return out;
}

}  // namespace attune::physio
