#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/base/units.hpp"
#include "attune/eeg/recording.hpp"
#include "attune/table/record.hpp"
#include "attune/table/table.hpp"

namespace attune::eeg {

/// How the markers of a file and the rows of its events.tsv compare, in samples.
struct EventAgreement {
  std::size_t markers = 0, rows = 0;
  std::size_t matched = 0;     ///< pairs of a marker and a row
  double offset_samples = 0;   ///< median of row minus marker over the pairs; NaN without pairs
  double jitter_samples = 0;   ///< largest distance of a pair's difference from that median; NaN without pairs
  bool rounding_only = false;  ///< every row is within half a sample of its marker, which stands on a whole sample
  /// Pairs whose row is of another type than most rows of that marker's type.
  std::size_t types_differ = 0;
  std::vector<std::string> unmatched_markers;  ///< "S  1 (2)": type and count, by type
  std::vector<std::string> unmatched_rows;
  /// Rows whose `sample` column is not onset times rate to within half a sample; counted from 1 if all are 1 more.
  std::size_t sample_column_differs = 0;
  bool sample_column_from_one = false;

  /// Every marker has its row within half a sample, of the same type.
  bool same() const;
};

struct MatchOptions {
  Seconds tolerance{0.02};       ///< a pair lies this close after the common offset is taken off
  Seconds largest_offset{30.0};  ///< offsets beyond this are not looked for
};

/// Matches markers to rows, both in order of sample: the common offset is the difference that the most pairs share
/// (the smallest one of equals), pairs are then the closest within the tolerance, each used once.
EventAgreement compare_events(std::span<const Event> markers, std::span<const Event> rows, Hertz sampling_frequency,
                              const MatchOptions& options = {});

/// Compares the `sample` column of an events.tsv, if it has one, with its onsets.
void compare_sample_column(EventAgreement& agreement, const Table& table, Hertz sampling_frequency);

/// What differs, a line each, in samples; none if `same()`.
Warnings describe_disagreement(const EventAgreement& agreement, const std::filesystem::path& table);

/// The numbers, for `inspect`.
Record to_record(const EventAgreement& agreement);

}  // namespace attune::eeg
