#include "attune/preprocess/cleaned_epochs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <nlohmann/json.hpp>

#include "attune/base/number_text.hpp"
#include "attune/eeg/bids_recording.hpp"
#include "attune/eeg/event_table.hpp"
#include "attune/eeg/ledger.hpp"
#include "attune/table/delimited.hpp"
#include "filter_while_reading.hpp"

namespace attune::preprocess {
namespace {

using Json = nlohmann::ordered_json;

std::uint32_t trigger_mask_of(const std::string& text) {
  const bool hexadecimal = text.starts_with("0x") || text.starts_with("0X");
  const char* const first = text.data() + (hexadecimal ? 2 : 0);
  const char* const last = text.data() + text.size();
  std::uint32_t mask = 0;
  const auto [end, problem] = std::from_chars(first, last, mask, hexadecimal ? 16 : 10);
  if (problem != std::errc{} || end != last || mask == 0 || mask > 0xffffff)
    throw usage_error("--trigger-mask: " + in_quotes(text) + " is not a number from 1 to 0xffffff, such as 0xff00");
  return mask;
}

std::vector<Step> steps_of(const EpochRequest& request, std::vector<std::filesystem::path>& inputs) {
  std::vector<Step> steps;
  if (request.steps_file) {
    steps = read_steps(*request.steps_file);
    inputs.push_back(*request.steps_file);
  }
  for (const std::string& text : request.steps) steps.push_back(parse_step(text));
  for (const Step& step : steps)
    for (const std::filesystem::path& file : files_of(step)) inputs.push_back(file);
  return steps;
}

eeg::Recording with_events(const EpochRequest& request, eeg::Recording recording,
                           std::vector<std::filesystem::path>& inputs) {
  if (!request.alone)
    recording = eeg::with_companions(std::move(recording), eeg::companions_of(request.recording)).recording;
  inputs.insert(inputs.end(), recording.files.begin(), recording.files.end());
  if (request.events_table) {
    recording.events = eeg::events_from_table(read_table(*request.events_table), recording.sampling_frequency);
    eeg::place_between_gaps(recording, *request.events_table);
    inputs.push_back(*request.events_table);
  }
  if (request.rounding == "truncate")
    for (eeg::Event& event : recording.events) event.sample = std::floor(event.sample);
  return recording;
}

// Tables of steps that were done before: `02_ica_components.tsv` and its provenance record, and nothing else.
void remove_former_tables(const std::filesystem::path& folder) {
  if (!std::filesystem::is_directory(folder)) return;
  std::vector<std::filesystem::path> former;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    const bool numbered = name.size() > 3 && name[0] >= '0' && name[0] <= '9' && name[1] >= '0' && name[1] <= '9';
    if (!entry.is_regular_file() || !numbered || name[2] != '_') continue;
    for (const StepDescription& step : step_descriptions())
      if (name.substr(3).starts_with(fmt::format("{}_", step.name)) &&
          (name.ends_with(".tsv") || name.ends_with(".tsv.provenance.json")))
        former.push_back(entry.path());
  }
  for (const std::filesystem::path& path : former) std::filesystem::remove(path);
}

Json sidecar_of(const std::filesystem::path& path) {
  return std::filesystem::exists(path) ? Json::parse(read_text(path)) : Json::object();
}

void write_sidecar(const std::filesystem::path& path, const Json& json) {
  write_text(path, json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n", Overwrite::allow);
}

}  // namespace

std::optional<eeg::Span> parse_baseline(const std::string& text, Milliseconds epoch_from) {
  if (text == "none") return std::nullopt;
  if (text.empty()) return epoch_from.count() < 0 ? std::optional(eeg::Span{epoch_from}) : std::nullopt;
  const std::size_t comma = std::min(text.find(','), text.size());
  const auto from = parse_double(std::string_view(text).substr(0, comma)),
             to = parse_double(std::string_view(text).substr(std::min(comma + 1, text.size())));
  if (!from || !to) throw usage_error("--baseline: " + in_quotes(text) + " is not FROM,TO in ms or none");
  return eeg::Span{Milliseconds(*from), Milliseconds(*to)};
}

std::vector<Step> read_steps(const std::filesystem::path& path) { return parse_steps(read_text(path), path); }

std::vector<Step> parse_steps(std::string_view text, const std::filesystem::path& path) {
  std::vector<Step> steps;
  std::size_t number = 0;
  std::string_view rest = text;
  while (!rest.empty()) {
    ++number;
    std::string_view line = rest.substr(0, std::min(rest.find('\n'), rest.size()));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    line = line.substr(0, std::min(line.find('#'), line.size()));
    const std::size_t first = line.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) continue;
    line = line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
    try {
      steps.push_back(parse_step(line));
    } catch (const Error& error) {
      throw with_context(error, describe(path, at_line(number)));
    }
  }
  if (steps.empty()) throw input_error(path, "holds no step; write one a line, such as filter:highpass=0.1,lowpass=30");
  return steps;
}

CleanedEpochs clean_and_cut(const EpochRequest& request) {
  CleanedEpochs result;
  eeg::EpochOptions options = request.epoching;
  options.baseline = parse_baseline(request.baseline, options.from);
  options.conditions = eeg::conditions_of_types(request.events);
  for (const std::string& condition : request.conditions) options.conditions.push_back(eeg::parse_condition(condition));
  for (const std::string& limits : request.type_limits)
    options.rejection.types.push_back(eeg::parse_type_limits(limits));
  const std::vector<Step> steps = steps_of(request, result.inputs);
  const eeg::ReadOptions reading{trigger_mask_of(request.trigger_mask)};
  const bool streamed = !request.keep_recording && can_stream(steps);
  const std::unique_ptr<eeg::Source> source = streamed ? eeg::open_recording(request.recording, reading) : nullptr;
  eeg::Recording recording = with_events(
      request, streamed ? source->header() : eeg::read_recording(request.recording, reading), result.inputs);
  for (eeg::Channel& channel : recording.channels)
    if (std::find(options.bad_channels.begin(), options.bad_channels.end(), channel.name) != options.bad_channels.end())
      channel.bad = true;
  result.warnings = recording.warnings;
  if (options.conditions.empty()) options.conditions = eeg::conditions_of_types(eeg::event_types(recording.events));
  if (streamed) {
    filter_while_reading(*source, std::move(recording), steps.front(), options, request.threads, result);
  } else {
    result.prepared = prepare(std::move(recording), steps, {options, request.seed, request.threads});
    result.epochs = eeg::epoch(result.prepared.recording, options);
  }
  if (!request.participant.empty()) result.epochs.labels.participant_id = request.participant;
  if (request.excluded_trials) {
    eeg::apply_ledger(result.epochs, read_table(*request.excluded_trials));
    result.inputs.push_back(*request.excluded_trials);
  }
  prepare_trials(result.epochs, steps, {options, request.seed, request.threads}, result.prepared);
  for (const Warnings& more : {result.prepared.warnings, result.epochs.warnings})
    result.warnings.insert(result.warnings.end(), more.begin(), more.end());
  return result;
}

CleanedRecording clean(const EpochRequest& request) {
  CleanedRecording result;
  const std::vector<Step> steps = steps_of(request, result.inputs);
  for (const Step& step : steps)
    if (works_on_trials(step))
      throw usage_error(
          fmt::format("step {} works on trials, and none are cut here; make epochs with attune eeg, and "
                      "use them instead of the recording",
                      step.name));
  eeg::Recording recording = with_events(
      request, eeg::read_recording(request.recording, {trigger_mask_of(request.trigger_mask)}), result.inputs);
  result.warnings = recording.warnings;
  result.prepared = prepare(std::move(recording), steps, {{}, request.seed, request.threads});
  result.warnings.insert(result.warnings.end(), result.prepared.warnings.begin(), result.prepared.warnings.end());
  return result;
}

void add_steps(const std::filesystem::path& sidecar, const Prepared& prepared) {
  if (prepared.steps.empty()) return;
  Json json = sidecar_of(sidecar);
  json["Preprocessing"] = Json::parse(to_json(prepared));
  if (prepared.rank > 0) json["Rank"] = prepared.rank;
  write_sidecar(sidecar, json);
}

void add_steps(const std::filesystem::path& sidecar,
               std::span<const std::pair<std::filesystem::path, Prepared>> recordings) {
  if (recordings.size() == 1) return add_steps(sidecar, recordings.front().second);
  Json all = Json::array();
  for (const auto& [recording, prepared] : recordings) {
    if (prepared.steps.empty()) continue;
    Json one{{"Recording", recording.string()}, {"Steps", Json::parse(to_json(prepared))}};
    if (prepared.rank > 0) one["Rank"] = prepared.rank;
    all.push_back(std::move(one));
  }
  if (all.empty()) return;
  Json json = sidecar_of(sidecar);
  json["Preprocessing"] = std::move(all);
  write_sidecar(sidecar, json);
}

void check_steps_folder(const std::filesystem::path& folder, Overwrite overwrite) {
  if (std::filesystem::exists(folder) && !std::filesystem::is_directory(folder))
    throw output_error(folder, "is a file; name a folder");
  if (overwrite == Overwrite::refuse && std::filesystem::exists(folder / "steps.json"))
    throw output_error(folder / "steps.json", "exists; choose another folder or give --force");
}

std::vector<std::filesystem::path> write_steps(const Prepared& prepared, const std::filesystem::path& folder,
                                               Overwrite overwrite) {
  std::vector<std::filesystem::path> files;
  if (overwrite == Overwrite::allow) remove_former_tables(folder);
  for (std::size_t i = 0; i < prepared.steps.size(); ++i) {
    for (const auto& [name, table] : prepared.steps[i].tables) {
      files.push_back(folder / fmt::format("{:02}_{}_{}.tsv", i + 1, prepared.steps[i].step.name, name));
      write_table(files.back(), table, overwrite);
    }
  }
  files.push_back(folder / "steps.json");
  write_text(files.back(), to_json(prepared), overwrite);
  return files;
}

}  // namespace attune::preprocess
