#include "attune/recordings/body.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <set>
#include <utility>

#include "attune/base/nearest_name.hpp"
#include "attune/eeg/bids_recording.hpp"
#include "attune/eeg/channel_roles.hpp"
#include "attune/eeg/channels_table.hpp"
#include "attune/eeg/source.hpp"
#include "attune/physio/channel_kind.hpp"
#include "attune/table/delimited.hpp"

namespace attune::recordings {
namespace {

namespace fs = std::filesystem;
using Sources = std::vector<std::unique_ptr<eeg::Source>>;

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
constexpr double kMostGaps = 16;      // times as many missing samples as there are samples
constexpr std::size_t kShortest = 3;  // letters of a name that says what a channel measures: EEG has T7, I1, V1

/// BIDS channel types.
constexpr std::array kTypes{std::pair{"ECG", physio::Kind::ecg},         std::pair{"EKG", physio::Kind::ecg},
                            std::pair{"PPG", physio::Kind::ppg},         std::pair{"GSR", physio::Kind::eda},
                            std::pair{"EDA", physio::Kind::eda},         std::pair{"RESP", physio::Kind::respiration},
                            std::pair{"EMG", physio::Kind::emg},         std::pair{"PUPIL", physio::Kind::pupil},
                            std::pair{"TEMP", physio::Kind::temperature}};

physio::Kind kind_of(const eeg::Channel& channel) {
  for (const auto& [type, kind] : kTypes)
    if (channel.type == type) return kind;
  if (channel.type == "EEG" || channel.type == "EOG" || channel.name.size() < kShortest) return physio::Kind::other;
  return physio::kind_by_name(channel.name, channel.unit);
}

/// Names that the request gives, which are read whatever they measure.
std::set<std::string> wanted_names(const physio::SourceRequest& request) {
  std::set<std::string> out;
  for (const std::string& column : request.columns) out.insert(physio::parse_column(column).name);
  const std::string& trigger = request.trigger;
  if (!trigger.empty()) out.insert(trigger.starts_with('-') ? trigger.substr(1) : trigger);
  return out;
}

void check_names(const std::set<std::string>& wanted, const std::vector<std::string>& names, const fs::path& path) {
  for (const std::string& name : wanted) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    if (name.find_first_not_of("0123456789") == std::string::npos)
      throw usage_error(fmt::format("channel {} is a number; channels of an EEG file are named", in_quotes(name)));
    throw input_error(path, fmt::format("has no channel {}{}", in_quotes(name), suggestion(name, names)));
  }
}

/// Samples laid on the clock of the first one.
std::vector<double> with_gaps(const Eigen::VectorXd& samples, const eeg::Recording& header, const fs::path& path) {
  std::vector<double> out(samples.data(), samples.data() + samples.size());
  const auto size = static_cast<double>(out.size());
  if (header.segment_starts.empty()) {
    for (const double boundary : header.boundaries)
      if (boundary > 0 && boundary < size)
        if (const auto at = static_cast<std::size_t>(std::ceil(boundary)); at < out.size()) out[at] = kMissing;
    return out;
  }
  out.clear();
  for (std::size_t i = 0; i <= header.boundaries.size(); ++i) {
    const double from = i == 0 ? 0 : header.boundaries[i - 1];
    const double to = i < header.boundaries.size() ? header.boundaries[i] : size;
    const Seconds since = header.segment_starts[i] - header.segment_starts.front();
    const double place = std::round(since.count() * header.sampling_frequency.value());
    if (place > (kMostGaps + 1) * size)
      throw input_error(path, fmt::format("has gaps of more than {} times its length; cut it in parts", kMostGaps));
    // A segment that begins a rounding before the one before it ended follows on it.
    if (place > static_cast<double>(out.size())) out.resize(static_cast<std::size_t>(place), kMissing);
    for (double at = std::ceil(from); at < to && at < size; ++at) out.push_back(samples(static_cast<Eigen::Index>(at)));
  }
  return out;
}

physio::Channel read_channel(const eeg::Source& source, Eigen::Index row, physio::Kind kind, const fs::path& path) {
  Eigen::MatrixXd samples(source.samples(), 1);
  source.read(row, samples, {1});
  const eeg::Channel& channel = source.header().channels[static_cast<std::size_t>(row)];
  return {channel.name, kind,
          channel.unit, source.header().sampling_frequency,
          Seconds(0),   with_gaps(samples.col(0), source.header(), path)};
}

void take_events(const eeg::Recording& header, physio::Recording& out) {
  const double rate = header.sampling_frequency.value();
  for (const eeg::Event& event : header.events)
    out.events.push_back({eeg::time_of(header, event.sample), Seconds(event.duration_samples / rate), event.type});
}

/// The types of channels.tsv; what else it says is the affair of EEG.
std::vector<eeg::Channel> typed_channels(const eeg::Recording& header, const eeg::Companions& companions) {
  eeg::Recording copy;
  copy.path = header.path;
  copy.sampling_frequency = header.sampling_frequency;
  copy.channels = header.channels;
  if (companions.channels) eeg::apply_channels_table(copy, read_table(*companions.channels));
  return std::move(copy.channels);
}

physio::Recording read_eeg_file(const fs::path& path, const physio::SourceRequest& request) {
  const Sources sources = eeg::open_recordings(path);
  const eeg::Companions companions = eeg::companions_of(path);
  const std::set<std::string> wanted = wanted_names(request);
  physio::Recording out;
  out.path = path;
  std::vector<std::string> names;
  for (const auto& source : sources)
    for (const eeg::Channel& channel : source->header().channels) names.push_back(channel.name);
  check_names(wanted, names, path);
  for (const auto& source : sources) {
    const eeg::Recording& header = source->header();
    if (header.trials) throw input_error(path, "holds epochs; the body is measured on continuous recordings");
    const std::vector<eeg::Channel> channels = typed_channels(header, companions);
    for (std::size_t i = 0; i < channels.size(); ++i) {
      const physio::Kind kind = kind_of(channels[i]);
      const bool measured = kind != physio::Kind::other && kind != physio::Kind::trigger;
      if (measured || wanted.count(channels[i].name) > 0)
        out.channels.push_back(read_channel(*source, static_cast<Eigen::Index>(i), kind, path));
    }
  }
  const eeg::Recording& first = sources.front()->header();
  out.format = first.format;
  out.files = first.files;
  out.warnings = first.warnings;
  if (companions.channels) out.files.push_back(*companions.channels);
  if (out.channels.empty())
    throw input_error(path, fmt::format("no channel is one of the body by type or name; name one with --column "
                                        "KIND=NAME{}",
                                        suggestion("", names)));
  take_events(first, out);
  return out;
}

}  // namespace

physio::Recording read_body(const fs::path& path, const physio::SourceRequest& request) {
  physio::SourceRequest complete = request;
  std::error_code status;
  const bool is_eeg = eeg::is_recording_name(path) && !fs::is_directory(path, status);
  if (is_eeg && !complete.events) complete.events = eeg::companions_of(path).events;
  return physio::read_recording(path, complete, [&](const fs::path& file) -> std::optional<physio::Recording> {
    if (!is_eeg) return std::nullopt;
    return read_eeg_file(file, request);
  });
}

}  // namespace attune::recordings
