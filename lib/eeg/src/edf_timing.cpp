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
    warn(fmt::format(
        "the times of the records drift by up to {} s from their duration of {} s; the samples are the clock",
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
  Contradictions found;
  std::vector<double> starts(1, 0.0);
  double before = 0.0;  // the stated time of the record before
  std::size_t segment = 0;
  for (std::size_t r = 1; r < annotations.record_starts.size(); ++r) {
    // Times are written with few digits; within a segment the samples are the clock.
    const double by_samples = starts[segment] + static_cast<double>(r - segment) * out.record_s;
    const double follows = before + out.record_s;
    const std::optional<EdfTime>& stated = annotations.record_starts[r];
    const double start = stated ? stated->seconds - out.first_s : follows;
    const double tolerance = 0.5 * shortest_sample_s + (stated ? std::min(stated->digit, shortest_sample_s) : 0.0);
    if (!stated) ++found.unstated;
    if (start > follows + tolerance) {
      out.gaps.push_back(static_cast<std::int64_t>(r));
      segment = r;
    } else if (start < follows - tolerance) {
      if (header.discontinuous)
        throw input_error(path, at_byte(header.header_bytes + r * header.record_bytes),
                          fmt::format("record {} starts at {} s, before the end of the one before at {} s", r + 1,
                                      format_double(start + out.first_s), format_double(follows + out.first_s)));
      if (found.back++ == 0) found.first_back = static_cast<std::int64_t>(r);
    } else if (std::abs(start - by_samples) > tolerance) {
      found.drift_s = std::max(found.drift_s, std::abs(start - by_samples));
    }
    starts.push_back(segment == r ? start : by_samples);
    before = start;
  }
  warn_of(found, header, path, out);
  if (!out.gaps.empty()) out.starts_s = std::move(starts);
  return out;
}

EdfPlace place_of(const EdfTiming& timing, std::int64_t records, double seconds, double tolerance_s) {
  EdfPlace out;
  if (timing.starts_s.empty()) {
    // One record after another: the place counts from the first, so that it is one subtraction and no more.
    out.within_s = seconds;
    return out;
  }
  const auto after = std::upper_bound(timing.starts_s.begin(), timing.starts_s.end(), seconds + tolerance_s);
  out.record = std::max<std::int64_t>(after - timing.starts_s.begin() - 1, 0);
  out.within_s = seconds - timing.start_of(out.record);
  const bool past_its_end = out.within_s > timing.record_s - tolerance_s;
  out.in_gap = past_its_end && out.record + 1 < records &&
               timing.start_of(out.record + 1) > timing.start_of(out.record) + timing.record_s + tolerance_s;
  return out;
}

}  // namespace attune::eeg
