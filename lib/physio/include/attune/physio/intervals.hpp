#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "attune/base/error.hpp"
#include "attune/physio/recording.hpp"

namespace attune::physio {

/// What the user says about a list of intervals between beats that the file does not say.
struct IntervalRequest {
  std::string column{};               ///< name, or number from 1, of the column of intervals; empty: found by its name
  std::optional<std::string> unit{};  ///< "ms" or "s"; absent: decided from the median
};

/// A list of intervals and how it was read.
struct IntervalList {
  Intervals intervals;
  std::string column{};         ///< name of the column, or its number where there is no header line
  std::string unit;             ///< of the file: "ms" or "s"
  bool unit_was_given = false;  ///< false: it was decided from the median
  bool has_times = false;       ///< true: a column of the file gives the times of the beats
  Warnings warnings;
};

/// Reads a list of intervals between heart beats: one number a line or columns split by tabs, commas, semicolons or
/// blanks, with or without a header line; or IBI.csv of an Empatica wristband. The column is the one called rri, rr,
/// ibi, nn, nni, rr_interval (or these with _ms or _s; the unit of the name counts), or the only one. A median of more
/// than 10 is milliseconds, less seconds. A column called time, time_s, t or onset gives the times of the beats where
/// it goes with the intervals: a beat that comes more than half an interval later than its interval says follows a gap.
/// Without such a column the first interval begins at 0 s and the clock stands still over a gap. A missing cell and an
/// interval of 0 are gaps. Input errors name the line: an empty file, a cell that is no number, a negative interval,
/// several columns and none with such a name; a median that is no heart's.
IntervalList read_intervals(const std::filesystem::path& path, const IntervalRequest& request = {});
IntervalList parse_intervals(std::string_view text, const std::filesystem::path& path,
                             const IntervalRequest& request = {});

}  // namespace attune::physio
