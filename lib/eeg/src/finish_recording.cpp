#include "finish_recording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "attune/eeg/channel_roles.hpp"
#include "decode_kernels.hpp"
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

void check_names(Recording& recording) {
  std::set<std::string> names;
  for (const Channel& channel : recording.channels)
    if (!names.insert(channel.name).second)
      warn(recording, fmt::format("channel name {} occurs more than once", in_quotes(channel.name)));
}

}  // namespace

std::optional<double> volts_per(std::string_view unit) {
  if (unit == "V") return 1.0;
  if (unit == "mV") return 1e-3;
  if (unit == "\xc2\xb5V" || unit == "uV") return 1e-6;
  if (unit == "nV") return 1e-9;
  return std::nullopt;
}

void finish_header(Recording& recording, Eigen::Index samples) {
  check_events(recording, static_cast<double>(samples));
  check_boundaries(recording, static_cast<double>(samples));
  check_names(recording);
}

SampleCheck check_samples(const double* values, Eigen::Index channels, Eigen::Index samples) {
  SampleCheck out;
  out.largest = Eigen::ArrayXd::Zero(channels);
  if (decode_kernels().check(values, channels, samples, out.largest.data()) == 0.0) return out;
  out.not_finite = channels * samples - Eigen::Map<const Eigen::ArrayXXd>(values, channels, samples).isFinite().count();
  return out;
}

SampleCheck joined(std::span<const SampleCheck> parts) {
  SampleCheck out;
  for (const SampleCheck& part : parts) {
    out.largest = out.largest.size() == 0 ? part.largest : out.largest.max(part.largest).eval();
    out.not_finite += part.not_finite;
  }
  return out;
}

void warn_of_samples(Recording& recording, const SampleCheck& check) {
  if (check.not_finite > 0) warn(recording, fmt::format("{} samples are not finite numbers", check.not_finite));
  // An electrode against skin stays within tens of millivolts; volts mean that the header states the wrong unit.
  constexpr double kImpossibleVolts = 1.0;
  std::size_t impossible = 0, potentials = 0;
  for (std::size_t c = 0; c < recording.channels.size(); ++c) {
    if (!is_scalp(recording.channels[c]) && !is_eye(recording.channels[c])) continue;
    ++potentials;
    if (check.largest.size() > 0 && check.largest(static_cast<Eigen::Index>(c)) > kImpossibleVolts) ++impossible;
  }
  if (impossible > 0)
    warn(recording, fmt::format("{} of {} channels reach more than {} V, which no electrode does; check the unit and "
                                "resolution that the file states",
                                impossible, potentials, kImpossibleVolts));
}

void finish_recording(Recording& recording) {
  finish_header(recording, recording.data.cols());
  warn_of_samples(recording, check_samples(recording.data.data(), recording.data.rows(), recording.data.cols()));
}

}  // namespace attune::eeg
