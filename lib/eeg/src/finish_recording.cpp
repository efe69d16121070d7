#include "finish_recording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "potential.hpp"

namespace attune::eeg {
namespace {

void warn(Recording& recording, const std::string& what) {
  recording.warnings.push_back(fmt::format("{}: {}", describe(recording.path), what));
}

void check_events(Recording& recording, double samples) {
  std::stable_sort(recording.events.begin(), recording.events.end(),
                   [](const Event& a, const Event& b) { return a.sample < b.sample; });
  // A position up to half a sample outside still rounds to a sample of the data.
  const auto outside = std::count_if(recording.events.begin(), recording.events.end(), [samples](const Event& event) {
    return event.sample < -0.5 || event.sample > samples - 0.5;
  });
  if (outside > 0)
    warn(recording, fmt::format("{} of {} events lie outside the {} samples of data; they are kept", outside,
                                recording.events.size(), samples));
}

void check_boundaries(Recording& recording, double samples) {
  std::vector<double>& boundaries = recording.boundaries;
  std::erase_if(boundaries, [samples](double at) { return !(at > 0.0 && at <= samples - 1.0); });
  std::sort(boundaries.begin(), boundaries.end());
  boundaries.erase(std::unique(boundaries.begin(), boundaries.end()), boundaries.end());
}

/// An electrode against skin stays within tens of millivolts; volts mean that the header states the wrong unit.
void check_plausible(Recording& recording) {
  constexpr double kImpossibleVolts = 1.0;
  // Column by column, as the samples lie in memory.
  Eigen::ArrayXd largest = Eigen::ArrayXd::Zero(recording.data.rows());
  for (Eigen::Index s = 0; s < recording.data.cols(); ++s) largest = largest.max(recording.data.col(s).array().abs());
  std::size_t impossible = 0, potentials = 0;
  for (std::size_t c = 0; c < recording.channels.size(); ++c) {
    if (!recording.channels[c].is_potential()) continue;
    ++potentials;
    if (largest(static_cast<Eigen::Index>(c)) > kImpossibleVolts) ++impossible;
  }
  if (impossible > 0)
    warn(recording, fmt::format("{} of {} channels reach more than {} V, which no electrode does; check the unit and "
                                "resolution that the file states",
                                impossible, potentials, kImpossibleVolts));
}

}  // namespace

std::optional<double> volts_per(std::string_view unit) {
  if (unit == "V") return 1.0;
  if (unit == "mV") return 1e-3;
  if (unit == "\xc2\xb5V" || unit == "uV") return 1e-6;
  if (unit == "nV") return 1e-9;
  return std::nullopt;
}

void finish_recording(Recording& recording) {
  const auto samples = static_cast<double>(recording.data.cols());
  check_events(recording, samples);
  check_boundaries(recording, samples);
  const Eigen::Index finite = recording.data.array().isFinite().count();
  if (finite < recording.data.size())
    warn(recording, fmt::format("{} samples are not finite numbers", recording.data.size() - finite));
  check_plausible(recording);
  std::set<std::string> names;
  for (const Channel& channel : recording.channels)
    if (!names.insert(channel.name).second)
      warn(recording, fmt::format("channel name {} occurs more than once", in_quotes(channel.name)));
}

}  // namespace attune::eeg
