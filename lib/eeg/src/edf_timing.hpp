#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "attune/base/error.hpp"
#include "edf_annotations.hpp"
#include "edf_header.hpp"

namespace attune::eeg {

/// When the records of a file were taken.
struct EdfTiming {
  double record_s = 0.0;
  double first_s = 0.0;            ///< of the first record, after the header's start: less than a second, as a rule
  std::vector<double> starts_s;    ///< per record, from the first record on; empty where they follow one another
  std::vector<double> stated_s;    ///< per record, as the file states it, where that drifts from `starts_s`; else empty
  std::vector<std::int64_t> gaps;  ///< records that do not follow on the one before
  std::vector<std::string> notes;
  Warnings warnings;

  /// Start of a record, from the first one.
  double start_of(std::int64_t record) const {
    return starts_s.empty() ? static_cast<double>(record) * record_s : starts_s[static_cast<std::size_t>(record)];
  }
};

/// Where a time of the file lies: its record and the seconds since that began, or in a gap between two.
struct EdfPlace {
  std::int64_t record = 0;
  double within_s = 0.0;  ///< negative before the first record, beyond `record_s` after the last
  bool in_gap = false;
};

/// The timing of the records, from the times they state. In EDF+D a record follows on the one before if its time does,
/// to half a sample of the fastest signal (`shortest_sample_s`); else there is a gap. One that lacks its time or goes
/// back is an input error. EDF+C is contiguous by its own word, so that going back is a warning there; a gap is one
/// only beyond what the digits of its times leave open, and beyond half a record. Of a file without samples, or with
/// records of no duration, only the first time counts: it has no gaps.
EdfTiming time_records(const EdfHeader& header, const EdfAnnotations& annotations, double shortest_sample_s,
                       const std::filesystem::path& path);

/// Where `seconds` (from the first record) lies: counted from the stated start of the record that holds it where those
/// drift.
EdfPlace place_of(const EdfTiming& timing, std::int64_t records, double seconds, double tolerance_s);

}  // namespace attune::eeg
