#include "attune/eeg/text_recording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/base/number_text.hpp"
#include "finish_recording.hpp"
#include "potential.hpp"
#include "text_encoding.hpp"
#include "text_rows.hpp"

namespace attune::eeg {
namespace {

constexpr double kGapSteps = 1.5;        // a longer step, in samples, is a gap
constexpr double kOffPlace = 0.5;        // samples: further off, a sample would be another one
constexpr double kRateTolerance = 0.01;  // a declared rate and the times' may differ by what rounding of times does

void check_increasing(const std::filesystem::path& path, const TextRows& rows) {
  for (std::size_t i = 0; i < rows.times.size(); ++i) {
    if (!std::isfinite(rows.times[i])) throw input_error(path, at_line(rows.lines[i]), "the time is missing");
    if (i > 0 && !(rows.times[i] > rows.times[i - 1]))
      throw input_error(
          path, at_line(rows.lines[i]),
          fmt::format("time {} s does not come after {} s of the line before", rows.times[i], rows.times[i - 1]));
  }
}

double median_step(const std::vector<double>& times) {
  std::vector<double> steps;
  for (std::size_t i = 1; i < times.size(); ++i) steps.push_back(times[i] - times[i - 1]);
  const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
  std::nth_element(steps.begin(), middle, steps.end());
  return *middle;
}

/// First rows of the stretches without a gap.
std::vector<std::size_t> stretch_starts(const std::vector<double>& times, double step) {
  std::vector<std::size_t> out{0};
  for (std::size_t i = 1; i < times.size(); ++i)
    if (times[i] - times[i - 1] > kGapSteps * step) out.push_back(i);
  return out;
}

double step_within(const std::vector<double>& times, const std::vector<std::size_t>& starts) {
  double total = 0.0, steps = 0.0;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const std::size_t end = i + 1 < starts.size() ? starts[i + 1] : times.size();
    total += times[end - 1] - times[starts[i]];
    steps += static_cast<double>(end - 1 - starts[i]);
  }
  return total / steps;
}

/// A rate without the dust of its arithmetic: 250.00000000000006 is 250.
double plain_rate(double rate) {
  constexpr double kDust = 1e-9;
  const double rounded = std::round(rate * 1e6) / 1e6;
  return std::abs(rounded - rate) <= kDust * rate ? rounded : rate;
}

/// Sampling frequency, boundaries and true times from a time column.
void place_in_time(Recording& recording, const TextRows& rows, const TextLayout& layout) {
  const std::filesystem::path& path = recording.path;
  check_increasing(path, rows);
  const std::vector<double>& times = rows.times;
  if (times.size() < 3) throw input_error(path, "has fewer than 3 samples, whose times say no sampling frequency");
  const std::vector<std::size_t> starts = stretch_starts(times, median_step(times));
  const double stepped = plain_rate(1.0 / step_within(times, starts));
  recording.sampling_frequency = layout.sampling_frequency.value_or(Hertz(stepped));
  const double rate = recording.sampling_frequency.value();
  if (std::abs(stepped - rate) > kRateTolerance * rate)
    throw input_error(path, fmt::format("its times step at {:.6g} Hz, the layout says {:.6g}", stepped, rate));
  for (std::size_t i = 0, stretch = 0; i < times.size(); ++i) {
    if (stretch + 1 < starts.size() && starts[stretch + 1] == i) ++stretch;
    const double place = static_cast<double>(i - starts[stretch]);
    if (const double off = (times[i] - times[starts[stretch]]) * rate - place; std::abs(off) > kOffPlace)
      throw input_error(path, at_line(rows.lines[i]),
                        fmt::format("time {} s is {:+.3g} samples from its place at {:.6g} Hz; times are not regular",
                                    times[i], off, rate));
  }
  if (starts.size() == 1) return;
  for (const std::size_t start : starts) {
    recording.segment_starts.emplace_back(times[start] - times[0]);
    if (start > 0) recording.boundaries.push_back(static_cast<double>(start));
  }
  recording.warnings.push_back(fmt::format("{}: its times have {} gaps; they are boundaries, nothing is filled in",
                                           describe(path), starts.size() - 1));
}

std::string code_text(const std::string& cell) {
  if (is_missing(cell)) return {};
  const std::optional<double> number = parse_double(cell);
  if (number && *number == 0.0) return {};
  return number ? format_double(*number) : cell;
}

void add_codes(Recording& recording, const std::vector<std::string>& codes) {
  std::string before;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const std::string code = code_text(codes[i]);
    if (code == before && !code.empty()) recording.events.back().duration_samples += 1.0;
    if (code != before && !code.empty()) {
      Event event;
      event.sample = static_cast<double>(i);
      event.duration_samples = 1.0;
      event.type = code;
      recording.events.push_back(std::move(event));
    }
    before = code;
  }
}

void add_channels(Recording& recording, const TextRows& rows, const TextLayout& layout) {
  const std::size_t count = rows.channels.size();
  // With a list of channels, units and types are in its order, which need not be the file's.
  const auto index = [&](std::size_t c) {
    const auto listed = std::find(layout.channels.begin(), layout.channels.end(), rows.channels[c]);
    return layout.channels.empty() ? c : static_cast<std::size_t>(listed - layout.channels.begin());
  };
  if ((layout.units.size() != 1 && layout.units.size() != count) ||
      (!layout.types.empty() && layout.types.size() != count))
    throw input_error(
        recording.path,
        fmt::format("has {} channels, the layout has {} units and {} types; give one unit, or one of each "
                    "per channel",
                    count, layout.units.size(), layout.types.size()));
  recording.data.resize(static_cast<Eigen::Index>(count), static_cast<Eigen::Index>(rows.lines.size()));
  for (std::size_t c = 0; c < count; ++c) {
    Channel channel;
    channel.name = rows.channels[c];
    channel.stored_unit = plain_unit(layout.units.size() == 1 ? layout.units[0] : layout.units[index(c)]);
    const std::optional<double> volts = volts_per(channel.stored_unit);
    channel.unit = volts ? "V" : channel.stored_unit;
    if (!layout.types.empty()) channel.type = layout.types[index(c)];
    recording.channels.push_back(std::move(channel));
    recording.data.row(static_cast<Eigen::Index>(c)) =
        Eigen::Map<const Eigen::RowVectorXd>(rows.values[c].data(), static_cast<Eigen::Index>(rows.lines.size())) *
        volts.value_or(1.0);
  }
}

}  // namespace

Recording read_text_recording(const std::filesystem::path& path, const TextLayout& layout) {
  const TextRows rows = read_text_rows(path, layout);
  Recording out;
  out.path = path;
  out.files = {path};
  out.format = "text";
  add_channels(out, rows, layout);
  if (!rows.times.empty())
    place_in_time(out, rows, layout);
  else if (layout.sampling_frequency)
    out.sampling_frequency = *layout.sampling_frequency;
  else
    throw input_error(path, "the layout has neither a sampling frequency nor a time column");
  add_codes(out, rows.codes);
  finish_recording(out);
  return out;
}

}  // namespace attune::eeg
