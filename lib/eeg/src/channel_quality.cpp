#include "attune/eeg/channel_quality.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>

#include "attune/eeg/channel_roles.hpp"
#include "potential_text.hpp"
#include "unit_text.hpp"

namespace attune::eeg {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
// Runs of equal values shorter than this happen by chance, whatever the sampling frequency.
constexpr std::size_t kShortestRun = 5;
// A plateau at the limit is this much longer than any other.
constexpr double kLonger = 1.5;
// In a coarse range only a plateau that takes this share of the samples is a limit.
constexpr double kCoarseShare = 0.5;
// What a plausible potential swings by, and its middle on a logarithmic scale, in volts.
constexpr double kLeastPlausible = 0.5e-6, kMostPlausible = 2000e-6, kTypical = 30e-6;
// With fewer channels a moment at which all are 0 may be chance.
constexpr std::size_t kFewestForZeroed = 4;

// What is no electrode (triggers, light, skin) may stand at its limits and have any size.
bool is_judged(const Channel& channel) {
  return is_scalp(channel) || is_eye(channel) || channel.type == "ECG" || channel.type == "EMG";
}

/// Channels that have more than one value.
std::vector<Eigen::Index> varying_rows(const Recording& recording, const std::vector<Eigen::Index>& rows) {
  std::vector<Eigen::Index> out;
  for (const Eigen::Index row : rows) {
    const auto values = recording.data.row(row);
    for (Eigen::Index s = 1; s < values.size(); ++s)
      if (values(s) != values(0)) {
        out.push_back(row);
        break;
      }
  }
  return out;
}

/// Fills `zeroed` and `frozen`.
void find_lost_moments(RecordingQuality& out, const Recording& recording, const std::vector<Eigen::Index>& rows,
                       Eigen::Index hold) {
  const std::vector<Eigen::Index> varying = varying_rows(recording, rows);
  if (varying.size() < kFewestForZeroed) return;
  const auto all = [&](auto&& is) { return std::all_of(varying.begin(), varying.end(), is); };
  Eigen::Index same = 0;  // moments in a row that repeat the one before
  for (Eigen::Index s = 0; s < recording.data.cols(); ++s) {
    const bool zero = all([&](Eigen::Index row) { return recording.data(row, s) == 0.0; });
    const bool again =
        s > 0 && all([&](Eigen::Index row) { return recording.data(row, s) == recording.data(row, s - 1); });
    if (zero) out.zeroed.push_back(s);
    same = again && !zero ? same + 1 : 0;
    if (same == hold)
      for (Eigen::Index back = s - hold + 1; back < s; ++back) out.frozen.push_back(back);
    if (same >= hold) out.frozen.push_back(s);
  }
}

double median_of(std::vector<double>& values) {
  if (values.empty()) return kNan;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*std::max_element(values.begin(), middle) + *middle) / 2.0;
}

/// Median over windows of the standard deviation within each, in the unit of the values.
double swing_of(const std::vector<double>& values, std::size_t window) {
  window = std::clamp<std::size_t>(window, 2, std::max<std::size_t>(2, values.size()));
  std::vector<double> deviations;
  for (std::size_t first = 0; first + window <= values.size(); first += window) {
    const Eigen::Map<const Eigen::ArrayXd> part(values.data() + first, static_cast<Eigen::Index>(window));
    deviations.push_back(std::sqrt((part - part.mean()).square().mean()));
  }
  return median_of(deviations);
}

/// Samples in runs of one value.
struct Plateaus {
  std::size_t at_largest = 0, at_smallest = 0, held = 0;
  std::size_t longest_at_extremes = 0, longest_inside = 0;  ///< the latter shorter than a hold
};

Plateaus find_plateaus(const std::vector<double>& values, double smallest, double largest, std::size_t clip,
                       std::size_t hold) {
  Plateaus out;
  for (std::size_t first = 0; first < values.size();) {
    std::size_t end = first + 1;
    while (end < values.size() && values[end] == values[first]) ++end;
    const std::size_t length = end - first;
    if (values[first] == largest || values[first] == smallest) {
      out.longest_at_extremes = std::max(out.longest_at_extremes, length);
      if (length >= clip) (values[first] == largest ? out.at_largest : out.at_smallest) += length;
    } else if (length >= hold) {
      out.held += length;
    } else {
      out.longest_inside = std::max(out.longest_inside, length);
    }
    first = end;
  }
  return out;
}

/// True for a channel of so few steps that its peaks hold one value without being cut off.
bool is_coarse(const std::vector<double>& values) {
  constexpr std::size_t kLooked = 4096, kFewLevels = 50;
  std::vector<double> some;
  const std::size_t stride = std::max<std::size_t>(1, values.size() / kLooked);
  for (std::size_t i = 0; i < values.size(); i += stride) some.push_back(values[i]);
  std::sort(some.begin(), some.end());
  return static_cast<std::size_t>(std::unique(some.begin(), some.end()) - some.begin()) < kFewLevels;
}

std::size_t run_length(Seconds time, Hertz rate) {
  const double samples = std::ceil(time.count() * rate.value());
  return std::max(kShortestRun, static_cast<std::size_t>(std::min(samples, 1e9)));
}

std::optional<double> factor_for(double swing_volts, const QualityLimits& limits) {
  std::optional<double> best;
  const bool large = swing_volts > Volts(limits.largest_swing).value();
  if (!large && !(swing_volts < Volts(limits.smallest_swing).value())) return best;
  double nearest = std::numeric_limits<double>::infinity();
  for (const double power : {1e3, 1e6, 1e9}) {
    const double factor = large ? 1.0 / power : power, scaled = swing_volts * factor;
    if (scaled < kLeastPlausible || scaled > kMostPlausible) continue;
    if (const double distance = std::abs(std::log(scaled / kTypical)); distance < nearest) {
      nearest = distance;
      best = factor;
    }
  }
  return best;
}

void judge_plateaus(ChannelQuality& out, const std::vector<double>& values, Hertz rate, const QualityLimits& limits) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const double smallest = *low, largest = *high;
  out.flat = smallest == largest;
  if (out.flat) {
    out.limit_uv = smallest * 1e6;
    return;
  }
  const Plateaus found = find_plateaus(values, smallest, largest, run_length(limits.shortest_clip, rate),
                                       run_length(limits.shortest_hold, rate));
  const auto count = static_cast<double>(values.size());
  out.held_share = static_cast<double>(found.held) / count;
  const double share = static_cast<double>(found.at_largest + found.at_smallest) / count;
  // Where plateaus are common, those at the extremes are no limit.
  const bool stands_out =
      static_cast<double>(found.longest_at_extremes) >= kLonger * static_cast<double>(found.longest_inside);
  if (share == 0.0 || !stands_out || (share < kCoarseShare && is_coarse(values))) return;
  out.clipped_share = share;
  out.limit_uv = (found.at_largest >= found.at_smallest ? largest : smallest) * 1e6;
  out.railed = share >= limits.clipped_share;
}

/// Measures one channel; what it means beside the others comes later.
ChannelQuality measure(const Eigen::Ref<const Eigen::VectorXd>& data, const std::vector<Eigen::Index>& lost, Hertz rate,
                       const QualityLimits& limits) {
  ChannelQuality out;
  out.offset_uv = out.swing_uv = out.limit_uv = kNan;
  std::vector<double> values;
  values.reserve(static_cast<std::size_t>(data.size()));
  auto skip = lost.begin();
  for (Eigen::Index s = 0; s < data.size(); ++s) {
    if (skip != lost.end() && *skip == s) {
      ++skip;
      continue;
    }
    if (std::isfinite(data(s)))
      values.push_back(data(s));
    else
      ++out.not_finite;
  }
  if (values.empty()) return out;
  judge_plateaus(out, values, rate, limits);
  if (values.size() > 1) {
    const double swing =
        out.flat ? 0.0 : swing_of(values, static_cast<std::size_t>(std::clamp(rate.value(), 2.0, 1e9)));
    out.swing_uv = swing * 1e6;
    // Mostly one value: the swing says nothing about the unit.
    if (swing > 0.0) out.unit_factor = factor_for(swing, limits);
  }
  out.offset_uv = median_of(values) * 1e6;
  return out;
}

/// The largest magnitude among channels that vary.
double largest_of_others(const Recording& recording, const RecordingQuality& quality) {
  double out = 0.0;
  for (const ChannelQuality& channel : quality.channels) {
    if (channel.flat) continue;
    for (Eigen::Index s = 0; s < recording.data.cols(); ++s)
      if (const double value = std::abs(recording.data(channel.index, s)); std::isfinite(value))
        out = std::max(out, value);
  }
  return out;
}

std::string problem_of(const ChannelQuality& channel, const QualityLimits& limits, Eigen::Index samples) {
  std::string out;
  const auto say = [&out](const std::string& what) { out += (out.empty() ? "" : "; ") + what; };
  if (channel.not_finite > 0) say(fmt::format("{} of {} samples are not finite", channel.not_finite, samples));
  if (channel.flat && channel.railed)
    say(fmt::format("railed: {} throughout, beyond every other channel", potential_text(channel.limit_uv * 1e-6)));
  else if (channel.flat)
    say(fmt::format("flat: {} throughout", potential_text(channel.limit_uv * 1e-6)));
  else if (channel.railed)
    say(fmt::format("railed: {:.2f} % of the samples are cut off at {}", 100.0 * channel.clipped_share,
                    potential_text(channel.limit_uv * 1e-6)));
  if (channel.held_share >= limits.held_share)
    say(fmt::format("held: {:.2f} % of the samples repeat one value for {} s or longer", 100.0 * channel.held_share,
                    limits.shortest_hold.count()));
  const double swing = channel.swing_uv;
  if (channel.unit_factor)
    say(fmt::format("unit: swings by {}, {:g} times that is {}", potential_text(swing * 1e-6), *channel.unit_factor,
                    potential_text(swing * 1e-6 * *channel.unit_factor)));
  else if (swing > limits.largest_swing.value() || (swing > 0.0 && swing < limits.smallest_swing.value()))
    say(fmt::format("unit: swings by {}, which no electrode does in any unit", potential_text(swing * 1e-6)));
  return out;
}

void judge_together(RecordingQuality& out, const Recording& recording, const QualityLimits& limits) {
  const bool any_flat = std::any_of(out.channels.begin(), out.channels.end(), [](const auto& c) { return c.flat; });
  const double reach = any_flat ? largest_of_others(recording, out) : 0.0;
  bool agree = true;
  for (ChannelQuality& channel : out.channels) {
    if (channel.flat) channel.railed = reach > 0.0 && std::abs(channel.limit_uv) * 1e-6 >= reach;
    channel.problem = problem_of(channel, limits, recording.data.cols());
    if (!channel.unit_factor) continue;
    ++out.channels_of_wrong_unit;
    agree = agree && (!out.unit_factor || *out.unit_factor == *channel.unit_factor);
    out.unit_factor = channel.unit_factor;
  }
  if (!agree) out.unit_factor.reset();
}

}  // namespace

bool RecordingQuality::good() const {
  return zeroed.empty() && frozen.empty() &&
         std::all_of(channels.begin(), channels.end(), [](const ChannelQuality& c) { return c.problem.empty(); });
}

RecordingQuality check_quality(const Recording& recording, const QualityLimits& limits, parallel::Threads threads) {
  std::vector<Eigen::Index> rows;
  for (std::size_t c = 0; c < recording.channels.size(); ++c)
    if (is_judged(recording.channels[c])) rows.push_back(static_cast<Eigen::Index>(c));
  RecordingQuality out;
  find_lost_moments(out, recording, rows,
                    static_cast<Eigen::Index>(run_length(limits.shortest_hold, recording.sampling_frequency)));
  std::vector<Eigen::Index> lost;
  std::merge(out.zeroed.begin(), out.zeroed.end(), out.frozen.begin(), out.frozen.end(), std::back_inserter(lost));
  out.channels.resize(rows.size());
  constexpr std::size_t kTogether = 8;  // a cache line of neighbouring channels is read once
  parallel::for_chunks(rows.size(), kTogether, threads, [&](std::size_t begin, std::size_t end) {
    Eigen::MatrixXd columns(recording.data.cols(), static_cast<Eigen::Index>(end - begin));
    for (Eigen::Index s = 0; s < recording.data.cols(); ++s)
      for (std::size_t i = begin; i < end; ++i)
        columns(s, static_cast<Eigen::Index>(i - begin)) = recording.data(rows[i], s);
    for (std::size_t i = begin; i < end; ++i) {
      out.channels[i] =
          measure(columns.col(static_cast<Eigen::Index>(i - begin)), lost, recording.sampling_frequency, limits);
      out.channels[i].index = rows[i];
      out.channels[i].channel = recording.channels[static_cast<std::size_t>(rows[i])].name;
    }
  });
  judge_together(out, recording, limits);
  out.events = recording.events.size();
  out.zeroed_events =
      static_cast<std::size_t>(std::count_if(recording.events.begin(), recording.events.end(), [&](const Event& event) {
        return std::binary_search(out.zeroed.begin(), out.zeroed.end(),
                                  static_cast<Eigen::Index>(std::llround(std::clamp(event.sample, -1e15, 1e15))));
      }));
  return out;
}

Warnings unit_warnings(const Recording& recording, const QualityLimits& limits) {
  constexpr Eigen::Index kWindows = 30;
  const auto window = static_cast<Eigen::Index>(std::clamp(std::round(recording.sampling_frequency.value()), 2.0, 1e9));
  const Eigen::Index all = recording.data.cols() / window, count = std::min(all, kWindows);
  RecordingQuality found;
  bool agree = true;
  for (std::size_t c = 0; c < recording.channels.size(); ++c) {
    if (!is_judged(recording.channels[c]) || count == 0) continue;
    std::vector<double> deviations;
    for (Eigen::Index w = 0; w < count; ++w) {
      const auto part =
          recording.data.row(static_cast<Eigen::Index>(c)).segment(w * all / count * window, window).array();
      const double deviation = std::sqrt((part - part.mean()).square().mean());
      // A second of one value, as of a channel at its limit, has no swing whatever the rounding of its mean leaves.
      if (std::isfinite(deviation)) deviations.push_back(part.maxCoeff() > part.minCoeff() ? deviation : 0.0);
    }
    ChannelQuality& channel = found.channels.emplace_back();
    channel.swing_uv = median_of(deviations) * 1e6;
    channel.unit_factor = factor_for(channel.swing_uv * 1e-6, limits);
    if (!channel.unit_factor) continue;
    ++found.channels_of_wrong_unit;
    agree = agree && (!found.unit_factor || *found.unit_factor == *channel.unit_factor);
    found.unit_factor = channel.unit_factor;
  }
  if (found.channels_of_wrong_unit == 0) return {};
  if (!agree) found.unit_factor.reset();
  return {fmt::format("{}: {}", describe(recording.path), unit_text(found))};
}

}  // namespace attune::eeg
