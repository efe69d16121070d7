#include "chain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "attune/eeg/event_query.hpp"
#include "attune/preprocess/cleaned_epochs.hpp"
#include "attune/preprocess/pipeline.hpp"
#include "attune/scalp/montage.hpp"

namespace attune::transfer {
namespace {

// On either side of the event: more than half of the filters that are designed for these edges, and 15 time constants
// of a recursive one.
constexpr double kLeastSeconds = 10, kPeriodsOfHighPass = 2.5, kMostSeconds = 600;
constexpr double kLeastRate = 50, kLargestRate = 20'000;
// How far a component spreads over the scalp, as the SD of an angle.
constexpr double kSpread = 0.8;
constexpr const char* kEvent = "component";

constexpr std::array<std::string_view, 4> kDependOnData{"ica", "regress-eog", "autoreject", "find-bad"};
constexpr std::array<std::string_view, 4> kChannelByChannel{"filter", "butterworth", "notch", "resample"};

template <std::size_t n>
bool is_one_of(const std::array<std::string_view, n>& names, const preprocess::Step& step) {
  return std::find(names.begin(), names.end(), step.name) != names.end();
}

// The component's size on every electrode of the 10-20 system, 1 where it is largest.
Eigen::VectorXd sizes_on(const scalp::Montage& montage, const std::string& channel) {
  const auto at = std::find(montage.names.begin(), montage.names.end(), channel);
  if (at == montage.names.end())
    throw usage_error(fmt::format("--channel: the 10-20 system has no electrode {}{}", in_quotes(channel),
                                  suggestion(channel, montage.names)));
  const Eigen::RowVector3d centre = montage.positions.colwise().mean();
  const Eigen::RowVector3d focus = (montage.positions.row(at - montage.names.begin()) - centre).normalized();
  Eigen::VectorXd sizes(montage.positions.rows());
  for (Eigen::Index i = 0; i < sizes.size(); ++i) {
    const double cosine = (montage.positions.row(i) - centre).normalized().dot(focus);
    const double angle = std::acos(std::clamp(cosine, -1.0, 1.0)) / kSpread;
    sizes(i) = std::exp(-0.5 * angle * angle);
  }
  return sizes;
}

eeg::Recording recording_of(const Chain& chain, const SyntheticComponent& component, Eigen::Index event) {
  const scalp::Montage montage = scalp::montage("10-20");
  const Eigen::VectorXd sizes = sizes_on(montage, chain.channel);
  eeg::Recording recording;
  recording.path = "synthetic component";
  recording.format = "synthetic";
  recording.sampling_frequency = chain.rate;
  std::vector<double> size_of_row;
  for (std::size_t c = 0; c < montage.names.size(); ++c) {
    if (!chain.spatial && montage.names[c] != chain.channel) continue;
    eeg::Channel& channel = recording.channels.emplace_back();
    const auto row = static_cast<Eigen::Index>(c);
    channel.name = montage.names[c];
    channel.type = "EEG";
    channel.position =
        eeg::ElectrodePosition{montage.positions(row, 0), montage.positions(row, 1), montage.positions(row, 2)};
    size_of_row.push_back(sizes(row));
  }
  const auto side = static_cast<Eigen::Index>(std::ceil(chain.side.count() * chain.rate.value()));
  const Eigen::Index at = side + event;
  Eigen::RowVectorXd wave(2 * side + 1);
  for (Eigen::Index i = 0; i < wave.size(); ++i)
    wave(i) = value_at(component, Milliseconds(1000.0 * static_cast<double>(i - at) / chain.rate.value()));
  recording.data =
      Eigen::Map<const Eigen::VectorXd>(size_of_row.data(), static_cast<Eigen::Index>(size_of_row.size())) * wave;
  eeg::Event& mark = recording.events.emplace_back();
  mark.sample = static_cast<double>(at);
  mark.type = kEvent;
  return recording;
}

// The slower the slowest edge, the longer its filter.
Seconds side_of(const std::vector<preprocess::Step>& steps) {
  double seconds = kLeastSeconds;
  for (const preprocess::Step& step : steps) {
    for (const auto& [name, value] : step.parameters) {
      const auto hertz = parse_double(value);
      if ((name == "highpass" || name == "highpass_transition") && hertz && *hertz > 0)
        seconds = std::max(seconds, kLeastSeconds + kPeriodsOfHighPass / *hertz);
    }
  }
  return Seconds(std::min(seconds, kMostSeconds));
}

std::vector<preprocess::Step> steps_of(const CertificateRequest& request) {
  std::vector<preprocess::Step> steps;
  if (request.steps_file) steps = preprocess::read_steps(*request.steps_file);
  for (const std::string& text : request.steps) steps.push_back(preprocess::parse_step(text));
  for (const preprocess::Step& step : steps)
    if (is_one_of(kDependOnData, step))
      throw usage_error(fmt::format(
          "step {} depends on the data, so that no component can stand for all; leave it out and certify the "
          "others ({}, reference, interpolate)",
          step.name, fmt::join(kChannelByChannel, ", ")));
  return steps;
}

}  // namespace

Chain chain_of(const CertificateRequest& request) {
  Chain chain;
  chain.steps = steps_of(request);
  chain.rate = request.rate;
  chain.channel = request.channel;
  chain.side = side_of(chain.steps);
  if (!(request.rate.value() >= kLeastRate && request.rate.value() <= kLargestRate))
    throw usage_error(
        fmt::format("--rate is {} Hz; expected {} to {} Hz", request.rate.value(), kLeastRate, kLargestRate));
  chain.truncate_events = request.rounding == "truncate";
  chain.epoching = request.epoching;
  chain.epoching.conditions = eeg::conditions_of_types(std::vector<std::string>{kEvent});
  chain.epoching.channels = {request.channel};
  chain.epoching.baseline = preprocess::parse_baseline(request.baseline, request.epoching.from);
  chain.spatial = !chain.epoching.reference.empty() ||
                  std::any_of(chain.steps.begin(), chain.steps.end(),
                              [](const preprocess::Step& step) { return !is_one_of(kChannelByChannel, step); });
  static_cast<void>(sizes_on(scalp::montage("10-20"), chain.channel));
  return chain;
}

Passage pass(const Chain& chain, const SyntheticComponent& component, Eigen::Index event) {
  preprocess::Prepared prepared =
      preprocess::prepare(recording_of(chain, component, event), chain.steps, {chain.epoching, {}, {1}});
  Passage out;
  double& sample = prepared.recording.events.front().sample;
  out.subsample = sample - std::floor(sample);
  if (chain.truncate_events) sample = std::floor(sample);
  const eeg::Epochs epochs = eeg::epoch(prepared.recording, chain.epoching);
  eeg::require_trials(epochs);
  out.times = epochs.times;
  out.waveform = epochs.data.front().row(0);
  for (const preprocess::StepRecord& step : prepared.steps)
    for (const std::string& line : preprocess::summary({&step, 1})) out.report.push_back(line);
  out.warnings = prepared.warnings;
  out.warnings.insert(out.warnings.end(), epochs.warnings.begin(), epochs.warnings.end());
  return out;
}

}  // namespace attune::transfer
