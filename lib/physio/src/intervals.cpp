#include "attune/physio/intervals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "attune/base/median.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "attune/gzip/byte_reader.hpp"
#include "empatica.hpp"
#include "number_rows.hpp"

namespace attune::physio {
namespace {

constexpr std::uint64_t kTextLimit = std::uint64_t{1} << 32;
constexpr double kLongestSeconds = 10;                    // a median above is milliseconds
constexpr double kLeastMedian = 200, kMostMedian = 3000;  // ms; 300 and 20 beats a minute
constexpr double kGapShare = 0.5;                         // of the interval: a later beat follows on no other
// Times of beats go by as their intervals do, up to rounding; a count of rows goes by one.
constexpr double kOrdinaryMismatch = 0.1;
constexpr double kMostEarly = 0.05;  // share of times too early to be those of the beats

struct NamedUnit {
  std::string stem, unit;
};

/// "RR (ms)", "rr_ms", "rr" -> "rr" and its unit.
NamedUnit take_unit(std::string_view name) {
  std::string low = lower_case(trimmed(name));
  for (const std::string_view unit : {"ms", "s"})
    for (const auto& [left, right] :
         {std::pair{"_", ""}, std::pair{" (", ")"}, std::pair{"(", ")"}, std::pair{" [", "]"}, std::pair{"[", "]"}}) {
      const std::string end = fmt::format("{}{}{}", left, unit, right);
      if (low.size() > end.size() && low.ends_with(end))
        return {low.substr(0, low.size() - end.size()), std::string(unit)};
    }
  return {low, ""};
}

bool is_interval_name(const std::string& stem) {
  constexpr std::array kNames{"rri",          "rr",          "ibi",         "nn",           "nni",      "rr_interval",
                              "rr_intervals", "rr interval", "rr-interval", "rr intervals", "interval", "intervals"};
  return std::find(kNames.begin(), kNames.end(), stem) != kNames.end();
}

bool is_time_name(const std::string& stem) {
  constexpr std::array kNames{"time", "t", "onset", "times", "timestamp"};
  return std::find(kNames.begin(), kNames.end(), stem) != kNames.end();
}

std::size_t interval_column(const NumberRows& rows, const std::filesystem::path& path, const IntervalRequest& request) {
  const std::size_t count = rows.columns.size();
  if (!request.column.empty()) {
    for (std::size_t i = 0; i < rows.names.size(); ++i)
      if (rows.names[i] == request.column) return i;
    const auto number = parse_integer(request.column);
    if (number && *number >= 1 && *number <= static_cast<std::int64_t>(count))
      return static_cast<std::size_t>(*number - 1);
    throw input_error(
        path, fmt::format("has no column {}{}", in_quotes(request.column), suggestion(request.column, rows.names)));
  }
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < rows.names.size(); ++i)
    if (is_interval_name(take_unit(rows.names[i]).stem)) found.push_back(i);
  if (found.size() == 1) return found.front();
  if (count == 1) return 0;
  throw input_error(path, at_line(rows.names.empty() ? rows.first_line : rows.first_line - 1),
                    fmt::format("has {} columns and {} is called rri, rr, ibi or nn; say which has the intervals",
                                count, found.empty() ? "none" : "more than one"));
}

std::optional<std::size_t> time_column(const NumberRows& rows, std::size_t intervals) {
  for (std::size_t i = 0; i < rows.names.size(); ++i)
    if (i != intervals && is_time_name(take_unit(rows.names[i]).stem)) return i;
  return std::nullopt;
}

std::vector<double> present(const std::vector<double>& values) {
  std::vector<double> out;
  for (const double value : values)
    if (!std::isnan(value)) out.push_back(value);
  return out;
}

/// Negative intervals are refused; recorders write 0 for one that is lost, which makes it missing.
void check_positive(NumberRows& rows, std::size_t column, const std::filesystem::path& path, Warnings& warnings) {
  std::vector<double>& values = rows.columns[column];
  std::size_t zeros = 0, first = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] < 0)
      throw input_error(path, at_line(rows.first_line + i),
                        fmt::format("an interval of {} is none; expected a number above 0", values[i]));
    if (values[i] != 0) continue;
    if (zeros++ == 0) first = rows.first_line + i;
    values[i] = std::numeric_limits<double>::quiet_NaN();
  }
  if (zeros > 0)
    warnings.push_back(fmt::format("{}: {} interval{} of 0, the first one here: taken as missing, a gap",
                                   describe(path, at_line(first)), zeros, zeros == 1 ? "" : "s"));
}

std::string decide_unit(IntervalList& out, const std::vector<double>& values, const std::string& named,
                        const IntervalRequest& request, const std::filesystem::path& path) {
  const double median = median_of(present(values));
  if (std::isnan(median)) throw input_error(path, "holds no intervals, all are missing");
  out.unit_was_given = request.unit.has_value() || !named.empty();
  const std::string unit = request.unit               ? *request.unit
                           : !named.empty()           ? named
                           : median > kLongestSeconds ? "ms"
                                                      : "s";
  if (unit != "ms" && unit != "s")
    throw usage_error(fmt::format("{} is no unit of intervals; ms and s are", in_quotes(unit)));
  const double ms = unit == "s" ? 1000 * median : median;
  if (ms < kLeastMedian || ms > kMostMedian)
    throw input_error(path, fmt::format("the median is {} {}, while beats of a heart are {} to {} ms apart; is this a "
                                        "list of intervals, and in {}?",
                                        median, unit, kLeastMedian, kMostMedian, unit));
  return unit;
}

/// One length in seconds among milliseconds would be taken for a beat too many.
void check_one_unit(const std::vector<double>& ms, std::size_t first_line, const std::filesystem::path& path) {
  for (std::size_t i = 0; i < ms.size(); ++i)
    if (1000 * ms[i] >= kLeastMedian && 1000 * ms[i] <= kMostMedian)
      throw input_error(
          path, at_line(first_line + i),
          fmt::format("an interval of {:g} ms among others of about {:g} ms looks like one in s; write all "
                      "of them in one unit, or n/a where one is wrong",
                      ms[i], median_of(present(ms))));
}

/// Times of the beats in seconds, or nothing where the column's steps do not go with the intervals.
std::vector<double> fitting_times(std::vector<double> times, const std::vector<double>& ms) {
  std::vector<double> ratios;
  for (std::size_t i = 1; i < ms.size(); ++i)
    if (!std::isnan(times[i] - times[i - 1]) && !std::isnan(ms[i]))
      ratios.push_back(1000 * (times[i] - times[i - 1]) / ms[i]);
  const double typical = median_of(ratios);
  double scale = 1;
  if (typical > 500 && typical < 2000) scale = 1e-3;
  std::vector<double> off;
  for (const double ratio : ratios) off.push_back(std::abs(ratio * scale - 1));
  if (!(median_of(off) <= kOrdinaryMismatch)) return {};
  const auto early =
      std::count_if(ratios.begin(), ratios.end(), [&](double ratio) { return ratio * scale < 1 - kGapShare; });
  if (static_cast<double>(early) > kMostEarly * static_cast<double>(ratios.size())) return {};
  for (double& time : times) time *= scale;
  return times;
}

void lay_out(const std::vector<double>& ms, const std::vector<double>& times, Intervals& out) {
  double clock = 0;
  bool gap = true;
  for (std::size_t i = 0; i < ms.size(); ++i) {
    if (std::isnan(ms[i]) || (!times.empty() && std::isnan(times[i]))) {
      gap = true;
      continue;
    }
    const double end = times.empty() ? clock + ms[i] / 1000 : times[i];
    if (!times.empty() && end - clock > (1 + kGapShare) * ms[i] / 1000) gap = true;
    if (!times.empty() && !gap && end - clock < (1 - kGapShare) * ms[i] / 1000) gap = true;
    out.ms.push_back(ms[i]);
    out.end_s.push_back(end);
    out.follows_gap.push_back(gap);
    clock = end;
    gap = false;
  }
}

IntervalList from_rows(NumberRows rows, const std::filesystem::path& path, const IntervalRequest& request) {
  IntervalList out;
  const std::size_t column = interval_column(rows, path, request);
  check_positive(rows, column, path, out.warnings);
  const std::vector<double>& values = rows.columns[column];
  out.column = rows.names.empty() ? fmt::format("{}", column + 1) : rows.names[column];
  const std::string named = rows.names.empty() ? "" : take_unit(rows.names[column]).unit;
  out.unit = decide_unit(out, values, named, request, path);
  std::vector<double> ms = values, times;
  if (out.unit == "s")
    for (double& value : ms) value *= 1000;
  check_one_unit(ms, rows.first_line, path);
  if (const auto time = time_column(rows, column)) {
    times = fitting_times(rows.columns[*time], ms);
    if (times.empty())
      out.warnings.push_back(fmt::format("{}: column {} does not go with the intervals; they are laid end to end",
                                         describe(path), in_quotes(rows.names[*time])));
  }
  out.has_times = !times.empty();
  lay_out(ms, times, out.intervals);
  return out;
}

bool is_empatica_intervals(std::string_view text) {
  const std::string_view line = take_line(text);
  const std::size_t comma = line.find(',');
  if (comma == std::string_view::npos || trimmed(line.substr(comma + 1)) != "IBI") return false;
  return parse_double(trimmed(line.substr(0, comma))).has_value();
}

}  // namespace

IntervalList parse_intervals(std::string_view text, const std::filesystem::path& path, const IntervalRequest& request) {
  if (trimmed(text).empty()) throw input_error(path, at_line(1), "is empty, expected intervals between heart beats");
  std::size_t line = 1;
  const bool empatica = is_empatica_intervals(text);
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  while (text.starts_with('#') || (empatica && line == 1)) {
    take_line(text);
    ++line;
  }
  NumberRows rows = parse_number_rows(text, path, {.first_line = line, .may_have_header = !empatica});
  if (empatica) {
    if (rows.columns.size() != 2)
      throw input_error(path, at_line(line),
                        fmt::format("has {} cells, expected a time and an interval", rows.columns.size()));
    rows.names = {"time_s", "IBI_s"};
  }
  return from_rows(std::move(rows), path, request);
}

IntervalList read_intervals(const std::filesystem::path& path, const IntervalRequest& request) {
  std::error_code status;
  const bool folder = std::filesystem::is_directory(path, status);
  const std::filesystem::path file = folder ? path / "IBI.csv" : path;
  const std::string text = read_unpacked_text(file, kTextLimit);
  IntervalList out = parse_intervals(text, file, request);
  if (!is_empatica_intervals(text)) return out;
  const double start = empatica_start(file).count();
  if (std::isfinite(start))
    for (double& end : out.intervals.end_s) end += start;
  return out;
}

}  // namespace attune::physio
