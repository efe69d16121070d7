#include "edf_timing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/base/number_text.hpp"

namespace attune::eeg {
namespace {

/// The first record of a discontinuous file that lacks its time.
void check_stated(const EdfHeader& header, const EdfAnnotations& annotations, const std::filesystem::path& path) {
  if (annotations.record_starts.empty())
    throw input_error(
        path, fmt::format("has no annotation signal that says when its records start, as {} demands", header.format));
  for (std::size_t r = 0; r < annotations.record_starts.size(); ++r)
    if (!annotations.record_starts[r])
      throw input_error(path, at_byte(header.header_bytes + r * header.record_bytes),
                        fmt::format("record {} of {} does not say when it starts, as {} demands", r + 1, header.records,
                                    header.format));
}

/// By how much the time of a record may miss the end of the one before it.
struct Tolerances {
  double gap_s = 0.0, drift_s = 0.0;
};

/// The last digit that the times of a file's records are written to: writers that leave out zeros show it in some.
double finest_digit(const EdfAnnotations& annotations) {
  double out = 1.0;
  for (const std::optional<EdfTime>& start : annotations.record_starts)
    if (start) out = std::min(out, start->digit);
  return out;
}

/// Of a file that calls itself contiguous. Times whose digits cannot hold the duration miss by one of the last; beyond
/// that it is believed to half a record.
Tolerances contiguous_tolerances(double record_s, double digit, double shortest_sample_s) {
  constexpr double kWhole = 1e-6;  // of a digit: what dividing decimal numbers leaves
  const bool is_exact = std::abs(record_s / digit - std::round(record_s / digit)) < kWhole;
  const double drift_s = 0.5 * shortest_sample_s + (is_exact ? std::min(digit, shortest_sample_s) : digit);
  return {std::max(drift_s, 0.5 * record_s), drift_s};
}

/// Of a file whose records say when they start.
Tolerances stated_tolerances(const std::optional<EdfTime>& stated, double shortest_sample_s) {
  const double both = 0.5 * shortest_sample_s + (stated ? std::min(stated->digit, shortest_sample_s) : 0.0);
  return {both, both};
}

bool has_samples(const EdfHeader& header) {
  return header.record_duration.count() > 0.0 &&
         std::any_of(header.signals.begin(), header.signals.end(),
                     [](const EdfSignal& signal) { return !signal.is_annotation; });
}

/// Records that contradict a file that calls itself contiguous.
struct Contradictions {
  std::int64_t unstated = 0, back = 0;
  std::int64_t first_back = 0;
  double drift_s = 0.0;
};

void warn_of(const Contradictions& found, const EdfHeader& header, const std::filesystem::path& path, EdfTiming& out) {
  const auto warn = [&](const std::string& what) {
    out.warnings.push_back(fmt::format("{}: {}", describe(path), what));
  };
  if (found.unstated > 0 && header.is_plus)
    warn(fmt::format("{} of {} records do not say when they start; they are taken to follow on the one before",
                     found.unstated, header.records));
  if (found.back > 0)
    warn(
        fmt::format("{} records start before the end of the one before (the first is {}); {} is contiguous by its own "
                    "word and is read so",
                    found.back, found.first_back + 1, header.format));
  if (found.back == 0 && found.drift_s > 0.0)
    warn(
        fmt::format("the times of the records drift by up to {} s from their duration of {} s; the samples are the "
                    "clock, and annotations are placed within the record that holds them by its time",
                    format_double(found.drift_s), format_double(out.record_s)));
  if (!out.gaps.empty() && !header.discontinuous)
    warn(fmt::format("calls itself contiguous ({}), but the times of its records leave {} gaps; they are boundaries",
                     header.format, out.gaps.size()));
}

}  // namespace

EdfTiming time_records(const EdfHeader& header, const EdfAnnotations& annotations, double shortest_sample_s,
                       const std::filesystem::path& path) {
  EdfTiming out;
  out.record_s = header.record_duration.count();
  if (header.discontinuous) check_stated(header, annotations, path);
  if (annotations.record_starts.empty()) return out;
  if (annotations.record_starts.front()) out.first_s = annotations.record_starts.front()->seconds;
  if (out.first_s != 0.0)
    out.notes.push_back(
        fmt::format("the first sample is {} s after the start time of the header; times are counted "
                    "from the first sample",
                    format_double(out.first_s)));
  if (!has_samples(header)) return out;
  Contradictions found;
  std::vector<double> starts(1, 0.0), stated_starts(1, 0.0);
  const Tolerances contiguous = contiguous_tolerances(out.record_s, finest_digit(annotations), shortest_sample_s);
  double before = 0.0;  // the stated time of the record before
  std::size_t segment = 0;
  for (std::size_t r = 1; r < annotations.record_starts.size(); ++r) {
    // Times are written with few digits; within a segment the samples are the clock.
    const double by_samples = starts[segment] + static_cast<double>(r - segment) * out.record_s;
    const double follows = before + out.record_s;
    const std::optional<EdfTime>& stated = annotations.record_starts[r];
    const double start = stated ? stated->seconds - out.first_s : follows;
    const Tolerances tolerances = header.discontinuous ? stated_tolerances(stated, shortest_sample_s) : contiguous;
    if (!stated) ++found.unstated;
    if (start > follows + tolerances.gap_s) {
      out.gaps.push_back(static_cast<std::int64_t>(r));
      segment = r;
    } else if (start < follows - tolerances.gap_s) {
      if (header.discontinuous)
        throw input_error(path, at_byte(header.header_bytes + r * header.record_bytes),
                          fmt::format("record {} starts at {} s, before the end of the one before at {} s", r + 1,
                                      format_double(start + out.first_s), format_double(follows + out.first_s)));
      if (found.back++ == 0) found.first_back = static_cast<std::int64_t>(r);
    } else if (std::abs(start - by_samples) > tolerances.drift_s) {
      found.drift_s = std::max(found.drift_s, std::abs(start - by_samples));
    }
    starts.push_back(segment == r ? start : by_samples);
    stated_starts.push_back(start);
    before = start;
  }
  warn_of(found, header, path, out);
  if (!out.gaps.empty()) out.starts_s = std::move(starts);
  if (found.back == 0 && found.drift_s > 0.0 && std::is_sorted(stated_starts.begin(), stated_starts.end()))
    out.stated_s = std::move(stated_starts);
  return out;
}

EdfPlace place_of(const EdfTiming& timing, std::int64_t records, double seconds, double tolerance_s) {
  EdfPlace out;
  const std::vector<double>& starts = timing.stated_s.empty() ? timing.starts_s : timing.stated_s;
  if (starts.empty()) {
    // One record after another: the place counts from the first, so that it is one subtraction and no more.
    out.within_s = seconds;
    return out;
  }
  const auto after = std::upper_bound(starts.begin(), starts.end(), seconds + tolerance_s);
  out.record = std::max<std::int64_t>(after - starts.begin() - 1, 0);
  const double start = starts[static_cast<std::size_t>(out.record)];
  out.within_s = seconds - start;
  const bool past_its_end = out.within_s > timing.record_s - tolerance_s;
  // What drifts leaves times between two records, too, but no gap.
  out.in_gap = past_its_end && out.record + 1 < records &&
               std::binary_search(timing.gaps.begin(), timing.gaps.end(), out.record + 1) &&
               starts[static_cast<std::size_t>(out.record) + 1] > start + timing.record_s + tolerance_s;
  return out;
}

}  // namespace attune::eeg
