#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "attune/base/median.hpp"
#include "attune/base/number_text.hpp"
#include "attune/base/split.hpp"
#include "attune/physio/channel_kind.hpp"
#include "attune/physio/formats.hpp"
#include "gaps.hpp"
#include "number_rows.hpp"
#include "opensignals.hpp"

namespace attune::physio {
namespace {

constexpr std::string_view kBiosppy = "# Simple Text Format";
// A time may be off its place by so much of a step: clocks of a PC jitter, lost samples are whole steps.
constexpr double kLongestStep = 1.5;
constexpr std::size_t kMostGaps = 16;  // times as many samples as there are rows

/// Seconds per unit of a column of times, or nothing for another name.
std::optional<double> time_unit(std::string_view name) {
  constexpr std::array kSeconds{"time",    "t",   "time_s",   "time (s)", "time(s)",
                                "seconds", "sec", "time_sec", "timestamp"};
  constexpr std::array kMilliseconds{"time_ms", "time (ms)", "time(ms)", "milliseconds", "msec", "ms"};
  const std::string low = lower_case(name);
  if (std::find(kSeconds.begin(), kSeconds.end(), low) != kSeconds.end()) return 1.0;
  if (std::find(kMilliseconds.begin(), kMilliseconds.end(), low) != kMilliseconds.end()) return 1e-3;
  return std::nullopt;
}

struct TimeAxis {
  double rate = 0, start = 0;
  std::vector<std::size_t> lost;  ///< before each row; empty: none
};

TimeAxis axis_of(const std::vector<double>& times, const NumberRows& rows, const std::filesystem::path& path,
                 const SourceRequest& request) {
  std::vector<double> steps;
  for (std::size_t i = 1; i < times.size(); ++i) {
    if (!(times[i] > times[i - 1]))
      throw input_error(path, at_line(rows.first_line + i), "its time is not later than that of the line before");
    steps.push_back(times[i] - times[i - 1]);
  }
  TimeAxis out;
  out.start = times.front();
  if (steps.empty() || !std::isfinite(out.start)) throw input_error(path, "has no two times to take a rate from");
  // The mean of ordinary steps is exact where times are rounded; a gap is none of them.
  const double typical = median_of(steps);
  double sum = 0, count = 0;
  for (const double step : steps)
    if (step <= kLongestStep * typical) sum += step, ++count;
  const double step = request.sampling_frequency ? 1 / request.sampling_frequency->value() : sum / count;
  out.rate = request.sampling_frequency ? request.sampling_frequency->value() : 1 / step;
  if (std::abs(step / typical - 1) > 0.1)
    throw input_error(path, fmt::format("its times go by {} s, while {} Hz were stated", typical, out.rate));
  std::size_t all = 0;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i] <= kLongestStep * step) continue;
    const double lost = std::round(steps[i] / step) - 1;
    if (lost > static_cast<double>(kMostGaps * times.size()) ||
        (all += static_cast<std::size_t>(lost)) > kMostGaps * times.size())
      throw input_error(path, at_line(rows.first_line + i + 1),
                        fmt::format("comes {} s after the line before; split the file there", steps[i]));
    if (out.lost.empty()) out.lost.assign(times.size(), 0);
    out.lost[i + 1] = static_cast<std::size_t>(lost);
  }
  return out;
}

/// "ECG (mV)" and "ECG [mV]" name a unit.
std::pair<std::string, std::string> name_and_unit(const std::string& name) {
  if (name.empty() || (name.back() != ')' && name.back() != ']')) return {name, ""};
  const std::size_t open = name.find_last_of(name.back() == ')' ? '(' : '[');
  if (open == std::string::npos || open == 0) return {name, ""};
  return {std::string(trimmed(std::string_view(name).substr(0, open))),
          std::string(trimmed(std::string_view(name).substr(open + 1, name.size() - open - 2)))};
}

Recording plain(NumberRows rows, const std::filesystem::path& path, const SourceRequest& request) {
  Recording out;
  std::optional<std::size_t> time;
  TimeAxis axis;
  for (std::size_t i = 0; i < rows.names.size() && !time; ++i) {
    const std::optional<double> unit = time_unit(rows.names[i]);
    if (!unit) continue;
    time = i;
    std::vector<double> times = rows.columns[i];
    for (double& value : times) value *= *unit;
    axis = axis_of(times, rows, path, request);
  }
  if (!time) {
    if (!request.sampling_frequency)
      throw input_error(path, "states no sampling frequency and has no column called time; give --sampling-frequency");
    axis.rate = request.sampling_frequency->value();
  }
  if (!axis.lost.empty())
    out.warnings.push_back(
        fmt::format("{}: its times jump {} times; lost samples are gaps", describe(path),
                    std::count_if(axis.lost.begin(), axis.lost.end(), [](auto n) { return n > 0; })));
  for (std::size_t i = 0; i < rows.columns.size(); ++i) {
    if (time == i) continue;
    const auto [name, unit] = name_and_unit(rows.names.empty() ? fmt::format("{}", i + 1) : rows.names[i]);
    Channel channel{name, kind_by_name(name, unit), unit, Hertz(axis.rate), Seconds(axis.start), {}};
    channel.samples = axis.lost.empty() ? std::move(rows.columns[i]) : with_gaps(rows.columns[i], axis.lost);
    out.channels.push_back(std::move(channel));
  }
  if (out.channels.empty()) throw input_error(path, "has no column but that of times");
  return out;
}

Recording biosppy(std::string_view text, const std::filesystem::path& path) {
  constexpr std::string_view kRate = "# Sampling Rate (Hz):=", kLabels = "# Labels:=";
  SourceRequest request;
  std::vector<std::string> labels;
  std::size_t line = 1;
  while (text.starts_with('#')) {
    const std::string_view one = take_line(text);
    if (one.starts_with(kRate)) {
      const std::optional<double> rate = parse_double(trimmed(one.substr(kRate.size())));
      if (!rate || !(*rate > 0) || std::isinf(*rate))
        throw input_error(path, at_line(line), "states no sampling rate above 0 Hz");
      request.sampling_frequency = Hertz(*rate);
    }
    if (one.starts_with(kLabels)) labels = split(trimmed(one.substr(kLabels.size())), '\t');
    ++line;
  }
  if (!request.sampling_frequency) throw input_error(path, "its header has no line \"# Sampling Rate (Hz):=\"");
  NumberRows rows = parse_number_rows(text, path, {.first_line = line, .may_have_header = false});
  if (labels.size() == rows.columns.size()) rows.names = labels;
  Recording out = plain(std::move(rows), path, request);
  out.format = "BioSPPy";
  out.warnings.push_back(fmt::format("{}: holds raw values of a converter without a unit", describe(path)));
  return out;
}

std::size_t skip_comments(std::string_view& text) {
  std::size_t line = 1;
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  while (text.starts_with('#')) {
    take_line(text);
    ++line;
  }
  return line;
}

}  // namespace

Recording parse_text(std::string_view text, const std::filesystem::path& path, const SourceRequest& request) {
  Recording out;
  if (is_opensignals(text)) {
    out = parse_opensignals(text, path);
  } else if (text.starts_with(kBiosppy)) {
    out = biosppy(text, path);
  } else {
    const std::size_t line = skip_comments(text);
    out = plain(parse_number_rows(text, path, {.first_line = line}), path, request);
    out.format = "text";
  }
  out.path = path;
  out.files = {path};
  return out;
}

}  // namespace attune::physio
