#include "examined.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "attune/artefact/interpolation.hpp"
#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/eeg/channel_roles.hpp"
#include "attune/signal/fir.hpp"

namespace attune::artefact {
namespace {

constexpr std::size_t kFewest = 3;  // below, no channel stands out from the others
// Products of two signals reach twice their highest frequency; sampled at four times that frequency, no sum of them is
// aliased.
constexpr double kSamplesPerPeriod = 4.0;

void check(const BadChannelOptions& o) {
  const auto share = [](double value, const char* what) {
    if (!(value >= 0 && value <= 1))
      throw usage_error(fmt::format("the {} is {}; expected a share in [0, 1]", what, value));
  };
  const auto positive = [](double value, const char* what) {
    if (!(value > 0 && std::isfinite(value)))
      throw usage_error(fmt::format("the {} is {}; expected a positive number", what, value));
  };
  positive(o.flat.value(), "flat limit of bad channels in volts");
  positive(o.deviation, "deviation limit of bad channels");
  positive(o.noise, "noise limit of bad channels");
  share(o.correlation, "correlation limit of bad channels");
  share(o.bad_windows, "limit of bad windows");
  positive(o.window.count(), "window of bad channels in seconds");
  share(o.ransac_correlation, "correlation limit of RANSAC");
  share(o.ransac_bad_windows, "limit of RANSAC's bad windows");
  positive(o.ransac_window.count(), "window of RANSAC in seconds");
  if (!(o.ransac_subset > 0 && o.ransac_subset < 1))
    throw usage_error(fmt::format("the subset of RANSAC is {}; expected a share between 0 and 1", o.ransac_subset));
  if (o.ransac_draws < 1 || o.ransac_draws > 1000)
    throw usage_error(fmt::format("RANSAC has {} draws; expected 1 to 1000", o.ransac_draws));
  if (o.rounds < 1) throw usage_error(fmt::format("the reference has {} rounds; expected at least 1", o.rounds));
}

std::vector<Eigen::Index> rows_of(const eeg::Recording& recording, const std::vector<std::string>& wanted) {
  std::vector<std::string> known;
  std::vector<bool> chosen(recording.channels.size(), false);
  for (std::size_t c = 0; c < recording.channels.size(); ++c) {
    const eeg::Channel& channel = recording.channels[c];
    known.push_back(channel.name);
    chosen[c] = wanted.empty() && eeg::is_scalp(channel) && !channel.bad;
  }
  for (const std::string& name : wanted) {
    const auto at = std::find(known.begin(), known.end(), name);
    if (at == known.end())
      throw input_error(recording.path,
                        fmt::format("there is no channel {}{}", in_quotes(name), suggestion(name, known)));
    const auto c = static_cast<std::size_t>(at - known.begin());
    if (!recording.channels[c].is_potential())
      throw input_error(recording.path, fmt::format("channel {} has unit {}; bad channels are sought among potentials",
                                                    in_quotes(name), in_quotes(recording.channels[c].unit)));
    chosen[c] = !recording.channels[c].bad;
  }
  std::vector<Eigen::Index> out;
  for (std::size_t c = 0; c < chosen.size(); ++c)
    if (chosen[c]) out.push_back(static_cast<Eigen::Index>(c));
  return out;
}

std::vector<Window> windows_in(const std::vector<signal::Segment>& segments, Eigen::Index length) {
  std::vector<Window> out;
  for (const signal::Segment& segment : segments)
    for (Eigen::Index first = 0; first + length <= segment.count; first += length)
      out.push_back({segment.first + first, length});
  return out;
}

Eigen::Index samples_in(Seconds window, Hertz rate) {
  return std::max<Eigen::Index>(2, std::lround(window.count() * rate.value()));
}

// Windows of the analysed samples, and the same stretches in all samples.
void lay_out_windows(const BadChannelOptions& options, Examined& out) {
  Eigen::Index first = 0;
  for (const signal::Segment& segment : out.segments) {
    const Eigen::Index count = (segment.count + out.step - 1) / out.step;
    out.thin_segments.push_back({first, count});
    first += count;
  }
  const Eigen::Index length = samples_in(options.window, out.analysed_at);
  out.thin_windows = windows_in(out.thin_segments, length);
  for (std::size_t s = 0; s < out.segments.size(); ++s) {
    const signal::Segment& all = out.segments[s];
    for (Eigen::Index at = 0; at + length <= out.thin_segments[s].count; at += length)
      out.windows.push_back({all.first + at * out.step, std::min(length * out.step, all.count - at * out.step)});
  }
  out.ransac_windows = windows_in(out.thin_segments, samples_in(options.ransac_window, out.analysed_at));
}

}  // namespace

Examined examine(const eeg::Recording& recording, const BadChannelOptions& options) {
  check(options);
  if (recording.trials)
    throw input_error(recording.path, "holds epochs; bad channels are sought in continuous recordings");
  Examined out;
  out.rows = rows_of(recording, options.channels);
  for (const Eigen::Index row : out.rows) out.names.push_back(recording.channels[static_cast<std::size_t>(row)].name);
  if (out.size() < kFewest)
    throw analysis_error(fmt::format("{}: {} EEG channels are not marked bad; at least {} are needed to find bad ones",
                                     describe(recording.path), out.size(), kFewest));
  out.positions = positions_of(recording, out.names);
  out.segments = signal::segments_between(recording.boundaries, recording.data.cols());
  const double rate = recording.sampling_frequency.value();
  const double stop = 1.1 * options.lowpass.value();
  out.has_lowpass = rate > 2.2 * stop;
  if (out.has_lowpass)
    out.step = std::max<Eigen::Index>(1, static_cast<Eigen::Index>(rate / (kSamplesPerPeriod * stop)));
  out.analysed_at = Hertz(rate / static_cast<double>(out.step));
  lay_out_windows(options, out);
  if (out.windows.empty())
    throw analysis_error(fmt::format("{}: no stretch without boundary is {} s long; bad channels are judged in windows",
                                     describe(recording.path), options.window.count()));
  return out;
}

}  // namespace attune::artefact
