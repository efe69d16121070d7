#include "attune/eeg/bids_recording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "attune/bids/metadata.hpp"
#include "attune/eeg/channel_quality.hpp"
#include "attune/eeg/channels_table.hpp"
#include "attune/eeg/event_table.hpp"
#include "attune/table/delimited.hpp"
#include "electrode_axes.hpp"

namespace attune::eeg {
namespace {

// A rate that is written with few digits (500.0 for 499.97) still means the file's.
constexpr double kRateRounding = 1e-4;

void check_sidecar(Recording& recording, const std::filesystem::path& path) {
  const bids::Metadata metadata = bids::read_metadata(path);
  const auto warn = [&](const std::string& what) {
    recording.warnings.push_back(fmt::format("{}: {}", describe(path), what));
  };
  const double rate = recording.sampling_frequency.value();
  if (const auto stated = metadata.number("SamplingFrequency");
      stated && std::abs(*stated - rate) > kRateRounding * rate)
    warn(fmt::format("SamplingFrequency is {}, the file's is {}; the file's is used", *stated, rate));
  const auto of_type = std::count_if(recording.channels.begin(), recording.channels.end(),
                                     [](const Channel& channel) { return channel.type == "EEG"; });
  if (const auto stated = metadata.number("EEGChannelCount");
      stated && of_type > 0 && *stated != static_cast<double>(of_type))
    warn(fmt::format("EEGChannelCount is {}, {} channels are of type EEG", *stated, of_type));
}

void place_electrodes(Recording& recording, const Companions& companions) {
  if (!companions.coordsystem) {
    recording.warnings.push_back(
        fmt::format("{}: has no coordsystem.json that states its unit and axes; its positions are not used",
                    describe(*companions.electrodes)));
    return;
  }
  const CoordinateSystem system =
      coordinate_system(bids::read_metadata(*companions.coordsystem), *companions.coordsystem);
  if (!system.unit) {
    recording.warnings.push_back(fmt::format("{}: EEGCoordinateUnits is n/a; the positions of electrodes are not used",
                                             describe(*companions.coordsystem)));
    return;
  }
  apply_electrodes_table(recording, read_table(*companions.electrodes), *system.unit, system.axes);
  recording.notes.push_back(fmt::format("positions: {} in {}, {} mm{}", companions.electrodes->filename().string(),
                                        one_line(system.name), system.unit->value(),
                                        system.known ? "" : "; axes of that system are taken as right, front, up"));
}

/// A table in which one type names everything, while `value` tells events apart.
void note_uniform_type(Recording& recording, const Table& table) {
  if (!table.has("trial_type") || !table.has("value")) return;
  const std::vector<std::string> types = table.text("trial_type"), values = table.text("value");
  const std::set<std::string> kinds(types.begin(), types.end()), codes(values.begin(), values.end());
  if (kinds.size() == 1 && codes.size() > 1)
    recording.notes.push_back(fmt::format("events: every trial_type is {}; column value has {} kinds, as in value == x",
                                          in_quotes(*kinds.begin()), codes.size()));
}

EventAgreement take_events(Recording& recording, const std::filesystem::path& path) {
  const Table table = read_table(path);
  const std::vector<Event> markers =
      std::exchange(recording.events, events_from_table(table, recording.sampling_frequency));
  place_between_gaps(recording, path);
  const auto samples = static_cast<double>(recording.data.cols());
  const auto outside = std::count_if(recording.events.begin(), recording.events.end(), [&](const Event& event) {
    return samples > 0 && (event.sample < -0.5 || event.sample > samples - 0.5);
  });
  if (outside > 0)
    recording.warnings.push_back(fmt::format("{}: {} of {} events lie outside the {} samples of data", describe(path),
                                             outside, recording.events.size(), samples));
  EventAgreement out = compare_events(markers, recording.events, recording.sampling_frequency);
  compare_sample_column(out, table, recording.sampling_frequency);
  if (!out.same())
    for (std::string& warning : describe_disagreement(out, path)) recording.warnings.push_back(std::move(warning));
  note_uniform_type(recording, table);
  return out;
}

}  // namespace

void place_between_gaps(Recording& recording, const std::filesystem::path& table) {
  if (recording.segment_starts.empty()) return;
  const double rate = recording.sampling_frequency.value();
  const std::size_t all = recording.events.size();
  std::vector<Event> placed;
  for (Event& row : recording.events)
    if (const std::optional<double> sample = sample_at(recording, Seconds(row.sample / rate))) {
      row.sample = *sample;
      placed.push_back(std::move(row));
    }
  recording.events = std::move(placed);
  if (recording.events.size() < all)
    recording.warnings.push_back(fmt::format("{}: {} of {} rows lie in a gap of the recording; they are dropped",
                                             describe(table), all - recording.events.size(), all));
}

BidsRecording with_companions(Recording recording, const Companions& companions) {
  BidsRecording out{std::move(recording), companions, std::nullopt};
  if (companions.channels) apply_channels_table(out.recording, read_table(*companions.channels));
  if (companions.sidecar) check_sidecar(out.recording, *companions.sidecar);
  if (companions.electrodes) place_electrodes(out.recording, companions);
  if (companions.events) out.events = take_events(out.recording, *companions.events);
  for (const std::filesystem::path& file : companions.files()) out.recording.files.push_back(file);
  for (std::string& warning : unit_warnings(out.recording)) out.recording.warnings.push_back(std::move(warning));
  return out;
}

BidsRecording read_bids_recording(const std::filesystem::path& path) {
  return with_companions(read_recording(path), companions_of(path));
}

}  // namespace attune::eeg
