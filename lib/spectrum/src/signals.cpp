#include "attune/spectrum/signals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>

#include "attune/base/nearest_name.hpp"
#include "attune/eeg/channel_roles.hpp"
#include "attune/scalp/channel_match.hpp"
#include "attune/scalp/sphere.hpp"
#include "attune/scalp/spline.hpp"

namespace attune::spectrum {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

std::vector<std::string> names_of(const eeg::Recording& recording) {
  std::vector<std::string> names;
  for (const eeg::Channel& channel : recording.channels) names.push_back(channel.name);
  return names;
}

// What is named twice would count twice.
void require_once(const std::vector<std::string>& names, std::string_view what) {
  for (auto name = names.begin(); name != names.end(); ++name)
    if (std::find(names.begin(), name, *name) != name)
      throw usage_error(fmt::format("{} {} is given twice; expected each once", what, in_quotes(*name)));
}

std::vector<Eigen::Index> rows_among(const std::vector<std::string>& known, const std::vector<std::string>& asked,
                                     const std::filesystem::path& source) {
  require_once(asked, "channel");
  std::vector<Eigen::Index> rows;
  for (const std::string& name : asked) {
    const auto found = std::find(known.begin(), known.end(), name);
    if (found == known.end())
      throw input_error(source, fmt::format("there is no channel {}{}", in_quotes(name), suggestion(name, known)));
    rows.push_back(found - known.begin());
  }
  return rows;
}

std::vector<Eigen::Index> wanted_rows(const eeg::Recording& recording, const std::vector<std::string>& channels) {
  std::vector<Eigen::Index> rows = rows_among(names_of(recording), channels, recording.path);
  for (const Eigen::Index row : rows)
    if (const eeg::Channel& channel = recording.channels[static_cast<std::size_t>(row)]; !channel.is_potential())
      throw input_error(recording.path, fmt::format("channel {} is in {}, no potential; leave it out of the channels",
                                                    in_quotes(channel.name), in_quotes(channel.unit)));
  if (!channels.empty()) return rows;
  for (std::size_t c = 0; c < recording.channels.size(); ++c)
    if (recording.channels[c].is_potential() && eeg::is_scalp(recording.channels[c]))
      rows.push_back(static_cast<Eigen::Index>(c));
  if (rows.empty()) throw input_error(recording.path, "no channel is a potential from the scalp; name the channels");
  return rows;
}

std::vector<std::string> scalp_channels(const eeg::Epochs& epochs) {
  std::vector<std::string> out;
  for (const std::string& name : epochs.channels)
    if (eeg::is_scalp(name)) out.push_back(name);
  if (out.empty()) throw input_error(epochs.source, "no channel is named as one of the scalp; name the channels");
  return out;
}

// The parts of the segments that lie within [from, to).
std::vector<Stretch> within(const std::vector<signal::Segment>& segments, Eigen::Index from, Eigen::Index to) {
  std::vector<Stretch> out;
  for (const signal::Segment& segment : segments) {
    const Eigen::Index first = std::max(segment.first, from), end = std::min(segment.first + segment.count, to);
    if (end > first) out.push_back({0, {first, end - first}});
  }
  return out;
}

// Samples of a state, [from, to).
struct Span {
  Eigen::Index from, to;
};

std::vector<Span> spans_of_events(const eeg::Recording& recording, const std::string& type) {
  std::vector<Span> out;
  for (const eeg::Event& event : recording.events) {
    if (event.type != type) continue;
    if (!(event.duration_samples > 0))
      throw input_error(recording.path,
                        fmt::format("event {} at sample {} has no duration; a state needs events that last, as the "
                                    "duration column of an events table",
                                    in_quotes(type), event.sample));
    const double last = static_cast<double>(recording.data.cols());
    const double from = std::clamp(event.sample, 0.0, last),
                 to = std::clamp(event.sample + event.duration_samples, 0.0, last);
    out.push_back({eeg::nearest_sample(from), eeg::nearest_sample(to)});
  }
  if (!out.empty()) return out;
  std::vector<std::string> types;
  for (const eeg::Event& event : recording.events)
    if (std::find(types.begin(), types.end(), event.type) == types.end()) types.push_back(event.type);
  throw input_error(recording.path,
                    fmt::format("there is no event of type {}{}", in_quotes(type), suggestion(type, types)));
}

// Overlapping spans become one, so that no sample counts twice; those that only touch stay apart.
std::vector<Span> united(std::vector<Span> spans) {
  std::stable_sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) { return a.from < b.from; });
  std::vector<Span> out;
  for (const Span& span : spans)
    if (!out.empty() && span.from < out.back().to)
      out.back().to = std::max(out.back().to, span.to);
    else
      out.push_back(span);
  return out;
}

Condition span_of_events(const eeg::Recording& recording, const std::string& type,
                         const std::vector<signal::Segment>& segments, Warnings& warnings) {
  const std::vector<Span> spans = spans_of_events(recording, type), once = united(spans);
  if (once.size() < spans.size())
    warnings.push_back(fmt::format("{}: {} events of type {} overlap and are {} stretches; what they share counts once",
                                   describe(recording.path), spans.size(), in_quotes(type), once.size()));
  Condition out{type, {}};
  for (const Span& span : once)
    for (const Stretch& stretch : within(segments, span.from, span.to)) out.stretches.push_back(stretch);
  return out;
}

}  // namespace

Signals signals_of(eeg::Recording recording, const RecordingParts& parts) {
  if (recording.trials)
    throw input_error(recording.path, "the recording is in trials already; make epochs of it with attune eeg first");
  require_once(parts.events, "event type");
  const std::vector<Eigen::Index> rows = wanted_rows(recording, parts.channels);
  Signals out;
  out.labels = eeg::labels_of(recording.path);
  out.source = recording.path.string();
  out.sampling_frequency = recording.sampling_frequency;
  out.positions = scalp::Positions::Constant(static_cast<Eigen::Index>(rows.size()), 3, kUnknown);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const eeg::Channel& channel = recording.channels[static_cast<std::size_t>(rows[i])];
    out.channels.push_back(channel.name);
    out.bad.push_back(channel.bad);
    if (channel.position)
      out.positions.row(static_cast<Eigen::Index>(i)) << channel.position->x, channel.position->y, channel.position->z;
  }
  const auto segments = signal::segments_between(recording.boundaries, recording.data.cols());
  if (parts.events.empty()) out.conditions.push_back({parts.condition, within(segments, 0, recording.data.cols())});
  for (const std::string& type : parts.events)
    out.conditions.push_back(span_of_events(recording, type, segments, out.warnings));
  const bool all =
      rows.size() == static_cast<std::size_t>(recording.data.rows()) && std::is_sorted(rows.begin(), rows.end());
  out.data.push_back(all ? std::move(recording.data) : Eigen::MatrixXd(recording.data(rows, Eigen::all)));
  return out;
}

Signals signals_of(eeg::Epochs epochs, const TrialParts& parts) {
  eeg::require_trials(epochs);
  require_once(parts.conditions, "condition");
  for (const std::string& name : parts.conditions)
    if (std::find(epochs.conditions.begin(), epochs.conditions.end(), name) == epochs.conditions.end())
      throw input_error(epochs.source, fmt::format("there is no condition {}{}", in_quotes(name),
                                                   suggestion(name, epochs.conditions)));
  const double rate = epochs.times.sampling_frequency.value();
  const auto column = [&](Milliseconds time) {
    return eeg::nearest_sample(time.count() * rate / 1000.0) - epochs.times.first;
  };
  const Eigen::Index first = parts.from ? column(*parts.from) : 0,
                     end = parts.to ? column(*parts.to) : epochs.times.samples;
  if (first < 0 || end > epochs.times.samples || end <= first)
    throw usage_error(fmt::format("{} to {} ms is no part of the epochs, which go from {} to {} ms",
                                  parts.from.value_or(epochs.times.at(0)).count(),
                                  parts.to.value_or(epochs.times.at(epochs.times.samples)).count(),
                                  epochs.times.at(0).count(), epochs.times.at(epochs.times.samples).count()));
  Signals out;
  out.labels = epochs.labels;
  out.source = epochs.source.string();
  out.sampling_frequency = epochs.times.sampling_frequency;
  out.in_trials = true;
  out.times = {epochs.times.sampling_frequency, epochs.times.first + first, end - first};
  const std::vector<std::string> wanted = parts.channels.empty() ? scalp_channels(epochs) : parts.channels;
  const std::vector<Eigen::Index> rows = rows_among(epochs.channels, wanted, epochs.source);
  out.channels = wanted;
  for (const std::string& name : wanted)
    out.bad.push_back(std::count(epochs.bad_channels.begin(), epochs.bad_channels.end(), name) > 0);
  out.positions = scalp::Positions::Constant(static_cast<Eigen::Index>(rows.size()), 3, kUnknown);
  for (const std::string& condition : parts.conditions.empty() ? epochs.conditions : parts.conditions) {
    Condition& found = out.conditions.emplace_back(Condition{condition, {}});
    for (const std::size_t trial : eeg::kept_trials(epochs, condition))
      found.stretches.push_back({trial, {0, end - first}});
  }
  for (Eigen::MatrixXd& trial : epochs.data) out.data.push_back(trial(rows, Eigen::seqN(first, end - first)));
  return out;
}

void place(Signals& signals, const scalp::Montage& montage) {
  signals.positions = scalp::match(signals.channels, montage).positions(montage);
}

void to_current_source_density(Signals& signals) {
  std::vector<Eigen::Index> good;
  std::vector<std::string> without;
  for (std::size_t c = 0; c < signals.channels.size(); ++c) {
    if (signals.bad[c]) continue;
    const auto row = static_cast<Eigen::Index>(c);
    if (signals.positions.row(row).allFinite())
      good.push_back(row);
    else
      without.push_back(signals.channels[c]);
  }
  if (!without.empty())
    throw input_error(signals.source, fmt::format("current source density needs a position for every channel, and {} "
                                                  "have none: {}; give --montage, or leave them out of --channels",
                                                  without.size(), fmt::join(without, ", ")));
  const scalp::Positions positions = signals.positions(good, Eigen::all);
  const Eigen::MatrixXd transform = scalp::current_source_density(positions, scalp::fit_sphere(positions));
  for (Eigen::MatrixXd& block : signals.data) {
    const Eigen::MatrixXd density = transform * block(good, Eigen::all);
    block.setConstant(kUnknown);
    for (std::size_t i = 0; i < good.size(); ++i) block.row(good[i]) = density.row(static_cast<Eigen::Index>(i));
  }
  signals.unit = "uV/m^2";
}

std::vector<Eigen::Index> rows_of(const Signals& signals, const std::vector<std::string>& channels) {
  return rows_among(signals.channels, channels, signals.source);
}

}  // namespace attune::spectrum
