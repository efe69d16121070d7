#include "attune/eeg/bids_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "attune/base/number_text.hpp"
#include "attune/bids/name.hpp"
#include "attune/eeg/bids_recording.hpp"
#include "attune/eeg/brainvision.hpp"
#include "attune/eeg/source.hpp"
#include "attune/table/delimited.hpp"

namespace attune::eeg {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kCoordinateSystem =
    "{\n  \"EEGCoordinateSystem\": \"CapTrak\",\n  \"EEGCoordinateUnits\": \"mm\",\n"
    "  \"EEGCoordinateSystemDescription\": \"x to the right, y to the front, z up; origin as in the recording that was "
    "cleaned\"\n}\n";
constexpr std::array<std::string_view, 4> kOwnColumns = {"onset", "duration", "trial_type", "kind"};

std::optional<bids::Name> parsed(const fs::path& path) {
  try {
    const bids::Name name = bids::parse_name(path);
    if (name.entity("sub") && (name.suffix == "eeg" || name.suffix == "ieeg")) return name;
  } catch (const Error&) {  // no BIDS name is no fault by itself
  }
  return std::nullopt;
}

void check_extension(const fs::path& header) {
  if (header.extension() != ".vhdr")
    throw usage_error(
        fmt::format("{}: a cleaned recording is written as BrainVision; give it a name that ends in "
                    ".vhdr, as sub-01_task-x_desc-clean_eeg.vhdr",
                    describe(header)));
}

/// Where the tables of a recording with a BIDS name go.
struct TablePaths {
  fs::path channels, events, electrodes, coordsystem;
};

std::optional<TablePaths> tables_of(const fs::path& header) {
  const std::optional<bids::Name> name = parsed(header);
  if (!name || name->extension != ".vhdr") return std::nullopt;
  const std::string file = header.filename().string();
  const std::string stem = file.substr(0, file.size() - name->suffix.size() - name->extension.size());
  const auto beside = [&](const char* ending) { return header.parent_path() / (stem + ending); };
  return TablePaths{beside("channels.tsv"), beside("events.tsv"), beside("electrodes.tsv"), beside("coordsystem.json")};
}

std::string name_to_use(const fs::path& recording) {
  std::optional<bids::Name> name = parsed(recording);
  if (!name) return "sub-01_task-x_desc-clean_eeg.vhdr";
  std::erase_if(name->entities, [](const bids::Entity& entity) { return entity.key == "desc"; });
  name->entities.push_back({"desc", "clean"});
  name->extension = ".vhdr";
  return bids::format_name(*name);
}

[[noreturn]] void refuse_name(const fs::path& header, const fs::path& recording, const std::string& lost) {
  throw usage_error(
      fmt::format("{}: would lose {}: BrainVision has no place for that, and no BIDS table is found under "
                  "this name; name it {}",
                  describe(header), lost, name_to_use(recording)));
}

/// "marks of 3 bad channels, types of 2 channels": what BrainVision cannot hold; empty if there is nothing.
std::string only_in_tables(const Recording& recording) {
  std::array<std::size_t, 3> counts{};
  for (const Channel& channel : recording.channels) {
    if (channel.bad) ++counts[0];
    if (!channel.type.empty()) ++counts[1];
    if (channel.position) ++counts[2];
  }
  const auto with_fields = std::count_if(recording.events.begin(), recording.events.end(),
                                         [](const Event& event) { return !event.fields.empty(); });
  std::vector<std::string> out;
  if (counts[0] > 0) out.push_back(fmt::format("marks of {} bad channels", counts[0]));
  if (counts[1] > 0) out.push_back(fmt::format("types of {} channels", counts[1]));
  if (counts[2] > 0) out.push_back(fmt::format("positions of {} channels", counts[2]));
  if (with_fields > 0) out.push_back(fmt::format("fields of {} events", with_fields));
  return fmt::format("{}", fmt::join(out, ", "));
}

void check_name(const fs::path& header, const Recording& recording) {
  if (tables_of(header)) return;
  if (const std::string lost = only_in_tables(recording); !lost.empty()) refuse_name(header, recording.path, lost);
}

Table channels_table(const Recording& recording) {
  Column::Text names, types, units, status;
  for (const Channel& channel : recording.channels) {
    names.push_back(channel.name);
    types.push_back(channel.type.empty() ? "n/a" : channel.type);
    units.push_back(channel.is_potential() ? "uV" : channel.unit);  // as in the header file
    status.emplace_back(channel.bad ? "bad" : "good");
  }
  Table out;
  out.add("name", std::move(names));
  out.add("type", std::move(types));
  out.add("units", std::move(units));
  out.add("status", std::move(status));
  return out;
}

Table electrodes_table(const Recording& recording) {
  constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
  Column::Text names;
  std::array<Column::Numbers, 3> places;
  for (const Channel& channel : recording.channels) {
    names.push_back(channel.name);
    const ElectrodePosition at = channel.position.value_or(ElectrodePosition{kMissing, kMissing, kMissing});
    places[0].push_back(at.x);
    places[1].push_back(at.y);
    places[2].push_back(at.z);
  }
  Table out;
  out.add("name", std::move(names));
  out.add("x", std::move(places[0]));
  out.add("y", std::move(places[1]));
  out.add("z", std::move(places[2]));
  return out;
}

bool is_own_column(std::string_view name) {
  return std::find(kOwnColumns.begin(), kOwnColumns.end(), name) != kOwnColumns.end();
}

void add_fields(Table& table, const Recording& recording, const fs::path& header) {
  std::vector<std::string> order;
  std::map<std::string, Column::Text> columns;
  for (std::size_t row = 0; row < recording.events.size(); ++row)
    for (const auto& [field, value] : recording.events[row].fields) {
      const std::string name = is_own_column(field) ? field + "_field" : field;
      const auto [found, added] = columns.try_emplace(name, recording.events.size(), "n/a");
      if (added) order.push_back(name);
      if (found->second[row] != "n/a")
        throw output_error(header,
                           fmt::format("event {} has two fields that would be column {}", row + 1, in_quotes(name)));
      found->second[row] = value;
    }
  for (const std::string& name : order) table.add(name, std::move(columns[name]));
}

/// Onsets count the stored samples: BrainVision states no times of segments, so true times after a gap would be read as
/// other samples.
Table events_table(const Recording& recording, const fs::path& header) {
  const double rate = recording.sampling_frequency.value();
  Column::Numbers onsets, durations;
  Column::Text types, kinds;
  for (const Event& event : recording.events) {
    onsets.push_back(event.sample / rate);
    durations.push_back(event.duration_samples / rate);
    types.push_back(event.type);
    kinds.push_back(event.kind.empty() ? "n/a" : event.kind);
  }
  const bool has_kinds = std::any_of(kinds.begin(), kinds.end(), [](const std::string& kind) { return kind != "n/a"; });
  Table out;
  out.add("onset", std::move(onsets));
  out.add("duration", std::move(durations));
  out.add("trial_type", std::move(types));
  if (has_kinds) out.add("kind", std::move(kinds));
  add_fields(out, recording, header);
  return out;
}

/// True if a table can name every channel; if not, nothing may have to be said of one.
bool can_name_channels(const fs::path& header, const Recording& recording) {
  std::set<std::string> names;
  const Channel* twice = nullptr;
  bool needed = false;
  for (const Channel& channel : recording.channels) {
    if (!names.insert(channel.name).second) twice = &channel;
    needed = needed || channel.bad || !channel.type.empty() || channel.position;
  }
  if (twice != nullptr && needed)
    throw output_error(header, fmt::format("two channels are called {}, which channels.tsv cannot tell apart; give one "
                                           "of them another name",
                                           in_quotes(twice->name)));
  return twice == nullptr;
}

using Texts = std::vector<std::pair<fs::path, std::string>>;

Texts table_texts(const TablePaths& paths, const fs::path& header, const Recording& recording) {
  Texts out{{paths.events, to_tsv(events_table(recording, header))}};
  if (!can_name_channels(header, recording)) return out;
  out.emplace_back(paths.channels, to_tsv(channels_table(recording)));
  if (std::any_of(recording.channels.begin(), recording.channels.end(),
                  [](const Channel& channel) { return channel.position.has_value(); })) {
    out.emplace_back(paths.electrodes, to_tsv(electrodes_table(recording)));
    out.emplace_back(paths.coordsystem, std::string(kCoordinateSystem));
  }
  return out;
}

void check_not_its_own(const fs::path& header, const fs::path& recording) {
  std::error_code ignored;
  if (recording.empty() || header.stem() != recording.stem()) return;
  if (fs::weakly_canonical(fs::absolute(header, ignored).parent_path(), ignored) !=
      fs::weakly_canonical(fs::absolute(recording, ignored).parent_path(), ignored))
    return;
  throw usage_error(
      fmt::format("{}: is called like the recording that is cleaned, {}, whose tables it would replace; "
                  "name it {}",
                  describe(header), describe(recording), name_to_use(recording)));
}

}  // namespace

std::vector<fs::path> cleaned_outputs(const fs::path& header) {
  check_extension(header);
  std::vector<fs::path> out{header, fs::path(header).replace_extension(".eeg"),
                            fs::path(header).replace_extension(".vmrk")};
  if (const std::optional<TablePaths> tables = tables_of(header))
    out.insert(out.end(), {tables->channels, tables->events, tables->electrodes, tables->coordsystem});
  return out;
}

void check_cleaned_outputs(const fs::path& header, Overwrite overwrite, const fs::path& recording, bool alone) {
  const std::vector<fs::path> outputs = cleaned_outputs(header);
  check_not_its_own(header, recording);
  if (!recording.empty() && !tables_of(header)) {
    const Companions companions = alone ? Companions() : companions_of(recording);
    for (const auto& table : {companions.channels, companions.electrodes})
      if (table) refuse_name(header, recording, "what " + in_quotes(table->filename().string(), 120) + " says");
    check_name(header, open_recording(recording)->header());
  }
  if (overwrite == Overwrite::allow) return;
  std::error_code ignored;
  for (const fs::path& file : outputs)
    if (fs::exists(file, ignored))
      throw output_error(file, "already exists; use --force to replace it and what belongs to it, or another name");
}

std::vector<fs::path> write_cleaned_recording(const fs::path& header, const Recording& recording, Overwrite overwrite) {
  check_cleaned_outputs(header, overwrite);
  check_not_its_own(header, recording.path);
  const std::optional<TablePaths> tables = tables_of(header);
  check_name(header, recording);
  const Texts texts = tables ? table_texts(*tables, header, recording) : Texts();
  std::vector<std::unique_ptr<AtomicFile>> files;
  for (const auto& [path, text] : texts) {
    files.push_back(std::make_unique<AtomicFile>(path, overwrite));
    files.back()->write(text);
  }
  write_brainvision(header, recording, {}, overwrite);
  for (const std::unique_ptr<AtomicFile>& file : files) file->commit();
  std::vector<fs::path> out = cleaned_outputs(header);
  std::error_code ignored;
  for (std::size_t i = out.size(); i-- > 3;)  // after the three of BrainVision
    if (std::none_of(texts.begin(), texts.end(), [&](const auto& text) { return text.first == out[i]; })) {
      fs::remove(out[i], ignored);  // of an older run: it would be read with this recording
      out.erase(out.begin() + static_cast<std::ptrdiff_t>(i));
    }
  return out;
}

Warnings lost_when_cleaned(const fs::path& header, const Recording& recording) {
  check_name(header, recording);
  Warnings out;
  const double rate = recording.sampling_frequency.value();
  const std::vector<double>& boundaries = recording.boundaries;
  std::size_t moved = 0;
  if (recording.segment_starts.size() == boundaries.size() + 1)
    for (std::size_t i = 0; i < boundaries.size(); ++i)
      if (std::abs(recording.segment_starts[i + 1].count() * rate - boundaries[i]) > 0.5) ++moved;
  if (moved > 0) {
    const auto events = std::count_if(recording.events.begin(), recording.events.end(), [&](const Event& event) {
      return std::abs(time_of(recording, event.sample).count() * rate - event.sample) > 0.5;
    });
    out.push_back(
        fmt::format("{}: BrainVision cannot state the true times of {} of {} segments; times in it and in its "
                    "events count the stored samples, which moves {} of {} events in time and none to another "
                    "sample",
                    describe(header), moved, boundaries.size() + 1, events, recording.events.size()));
  }
  std::set<std::string> renamed;
  for (const Event& event : recording.events)
    for (const auto& field : event.fields)
      if (is_own_column(field.first)) renamed.insert(field.first);
  for (const std::string& field : renamed)
    out.push_back(fmt::format("{}: field {} of the events becomes column {}_field of its events.tsv", describe(header),
                              in_quotes(field), field));
  const auto between = std::count_if(recording.events.begin(), recording.events.end(), [](const Event& event) {
    return event.sample != std::round(event.sample) || event.duration_samples != std::round(event.duration_samples);
  });
  if (between > 0 && !tables_of(header))
    out.push_back(
        fmt::format("{}: {} of {} events lie between samples or last for a fraction of one and are rounded; "
                    "under the name {} they would not be",
                    describe(header), between, recording.events.size(), name_to_use(recording.path)));
  return out;
}

}  // namespace attune::eeg
