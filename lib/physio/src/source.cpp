#include "attune/physio/source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <set>
#include <span>

#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "attune/bids/name.hpp"
#include "attune/gzip/byte_reader.hpp"
#include "attune/physio/channel_kind.hpp"
#include "attune/physio/formats.hpp"
#include "attune/physio/wfdb.hpp"
#include "bids_physio.hpp"
#include "empatica.hpp"
#include "number_rows.hpp"
#include "trigger.hpp"

namespace attune::physio {
namespace {

namespace fs = std::filesystem;
constexpr std::uint64_t kTextLimit = std::uint64_t{1} << 33;

Recording read_any(const fs::path& path, const SourceRequest& request, const ForeignReader& foreign) {
  std::error_code status;
  if (fs::is_directory(path, status)) {
    if (is_empatica_folder(path)) return read_empatica(path);
    throw input_error(path,
                      "is a folder without the files of an Empatica wristband (EDA.csv, BVP.csv, ...); name a file");
  }
  const std::string extension = lower_case(path.extension().string());
  if (extension == ".acq")
    throw input_error(path,
                      "is a file of AcqKnowledge, which is not read; in AcqKnowledge choose File > Save as > Text with "
                      "a header of channel names, and read that with --sampling-frequency");
  if (extension == ".hea") return read_wfdb(path);
  fs::path header = path;
  header.replace_extension(".hea");
  if (extension == ".dat" && fs::is_regular_file(header, status)) return read_wfdb(header);
  if (is_bids_physio_name(path)) return read_bids_physio(path);
  if (is_empatica_file(path)) return read_empatica(path);
  if (foreign)
    if (std::optional<Recording> found = foreign(path)) return std::move(*found);
  const std::string text = read_unpacked_text(path, kTextLimit);
  if (text.substr(0, 4096).find('\0') != std::string::npos)
    throw input_error(path,
                      "is no text and of no known kind; physiology is read from BIDS physio.tsv.gz, WFDB (.hea), "
                      "OpenSignals and BioSPPy text, Empatica folders and columns of numbers");
  return parse_text(text, path, request);
}

std::vector<std::string> names_of(const Recording& recording) {
  std::vector<std::string> out;
  for (const Channel& channel : recording.channels) out.push_back(channel.name);
  return out;
}

Channel& channel_named(Recording& recording, const std::string& name) {
  for (Channel& channel : recording.channels)
    if (channel.name == name) return channel;
  const std::optional<std::int64_t> number = parse_integer(name);
  if (number && *number >= 1 && *number <= static_cast<std::int64_t>(recording.channels.size()))
    return recording.channels[static_cast<std::size_t>(*number - 1)];
  throw input_error(recording.path,
                    fmt::format("has no channel {}{}", in_quotes(name), suggestion(name, names_of(recording))));
}

void add_trigger(Recording& recording, const std::string& wish) {
  const bool falls = wish.starts_with('-');
  Channel& channel = channel_named(recording, falls ? wish.substr(1) : wish);
  channel.kind = Kind::trigger;
  const std::vector<Event> found = level_events(channel, falls);
  if (found.empty())
    throw input_error(recording.path, fmt::format("channel {} never {} over the middle of its range",
                                                  in_quotes(channel.name), falls ? "falls" : "rises"));
  double on = 0;
  for (const Event& event : found)
    if (!std::isnan(event.duration.count())) on += event.duration.count();
  if (on > 0.5 * static_cast<double>(channel.samples.size()) / channel.sampling_frequency.value())
    recording.warnings.push_back(
        fmt::format("{}: channel {} is {} for most of the time; if its {} are the events, "
                    "name it as {}",
                    describe(recording.path), in_quotes(channel.name), falls ? "low" : "high",
                    falls ? "rises" : "falls", in_quotes(falls ? channel.name : "-" + channel.name)));
  recording.events.insert(recording.events.end(), found.begin(), found.end());
}

void shift_start(Recording& recording, Seconds start) {
  Seconds earliest(std::numeric_limits<double>::infinity());
  for (const Channel& channel : recording.channels) earliest = std::min(earliest, channel.start);
  for (Channel& channel : recording.channels) channel.start += start - earliest;
  // The events of a BIDS dataset have their own clock; those of a recorder have that of its channels.
  if (recording.format == "BIDS physio") return;
  for (Event& event : recording.events) event.onset += start - earliest;
}

void name_channels(Recording& recording, const SourceRequest& request) {
  std::vector<std::pair<Channel*, ColumnWish>> wishes;
  for (const std::string& text : request.columns) {
    ColumnWish wish = parse_column(text);
    Channel& channel = channel_named(recording, wish.name);
    wishes.emplace_back(&channel, std::move(wish));
  }
  // What is said stands above what a name suggests: channels taken for one of these kinds by their name are not.
  for (Channel& channel : recording.channels)
    if (std::any_of(wishes.begin(), wishes.end(), [&](const auto& wish) { return wish.second.kind == channel.kind; }))
      channel.kind = Kind::other;
  for (const auto& [channel, wish] : wishes) {
    channel->kind = wish.kind;
    if (wish.unit) channel->unit = *wish.unit;
  }
}

void finish(Recording& recording, const SourceRequest& request) {
  std::set<std::string> seen;
  for (Channel& channel : recording.channels)
    for (std::size_t copy = 2; !seen.insert(channel.name).second; ++copy)
      channel.name = fmt::format("{} ({})", channel.name.substr(0, channel.name.rfind(" (")), copy);
  name_channels(recording, request);
  for (Channel& channel : recording.channels) to_canonical_unit(channel);
  if (request.start) shift_start(recording, *request.start);
  if (request.events) {
    recording.events = read_events(*request.events, recording.warnings);
    recording.files.push_back(*request.events);
  }
  if (!request.trigger.empty()) add_trigger(recording, request.trigger);
  std::stable_sort(recording.events.begin(), recording.events.end(),
                   [](const Event& a, const Event& b) { return a.onset < b.onset; });
}

std::string list_of(const Recording& recording) {
  std::string out;
  for (const Channel& channel : recording.channels)
    out += fmt::format("{}{} ({})", out.empty() ? "" : ", ", one_line(channel.name), name_of(channel.kind));
  return out;
}

}  // namespace

ColumnWish parse_column(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals + 1 == text.size())
    throw usage_error(
        fmt::format("{} is no column; write KIND=NAME or KIND=NAME:UNIT, such as ecg=ECG:mV", in_quotes(text)));
  ColumnWish out{parse_kind(std::string_view(text).substr(0, equals)), text.substr(equals + 1), std::nullopt};
  if (const std::size_t colon = out.name.rfind(':'); colon != std::string::npos && colon > 0) {
    out.unit = out.name.substr(colon + 1);
    out.name.resize(colon);
  }
  return out;
}

Recording read_recording(const fs::path& path, const SourceRequest& request, const ForeignReader& foreign) {
  if (request.sampling_frequency && !(request.sampling_frequency->value() > 0))
    throw usage_error(
        fmt::format("a sampling frequency of {} Hz is none; give one above 0", request.sampling_frequency->value()));
  for (const std::string& column : request.columns) parse_column(column);
  Recording out = read_any(path, request, foreign);
  finish(out, request);
  return out;
}

bool is_recording(const fs::path& path) {
  std::error_code status;
  if (fs::is_directory(path, status)) return is_empatica_folder(path);
  if (!fs::is_regular_file(path, status)) return false;
  const std::string extension = lower_case(path.extension().string());
  if (extension == ".hea" || is_bids_physio_name(path) || is_empatica_file(path)) return true;
  std::string start(64, '\0');
  start.resize(InputFile(path).read(std::as_writable_bytes(std::span(start))));
  return start.starts_with("# OpenSignals Text File Format") || start.starts_with("# Simple Text Format");
}

const Channel& channel_of(const Recording& recording, Kind kind, const std::string& name) {
  const auto& channels = recording.channels;
  if (!name.empty()) {
    for (const Channel& channel : channels)
      if (channel.name == name) return channel;
    throw input_error(recording.path,
                      fmt::format("has no channel {}{}", in_quotes(name), suggestion(name, names_of(recording))));
  }
  const auto is_kind = [&](const Channel& channel) { return channel.kind == kind; };
  const auto found = std::find_if(channels.begin(), channels.end(), is_kind);
  const auto count = std::count_if(channels.begin(), channels.end(), is_kind);
  if (count == 1) return *found;
  throw input_error(
      recording.path,
      fmt::format("has {} channels of the kind {} among {}; name one with --channel, or say what a "
                  "column is with --column {}=NAME:UNIT",
                  count == 0 ? "no" : fmt::format("{}", count), name_of(kind), list_of(recording), name_of(kind)));
}

Measure row_of(const fs::path& path) {
  Measure out;
  out.modality = "physio";
  out.source = path.string();
  try {
    const bids::Name name = bids::parse_name(path);
    if (const auto label = name.entity("sub")) out.participant_id = "sub-" + *label;
    out.session = name.entity("ses").value_or("");
    out.task = name.entity("task").value_or("");
    out.run = name.entity("run").value_or("");
  } catch (const Error&) {
    return out;  // a name that is not of BIDS says nothing
  }
  return out;
}

}  // namespace attune::physio
