#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/base/units.hpp"

namespace attune::eeg {

/// One signal of an EDF or BDF file: what a stored number is worth, and where its numbers lie in a record.
struct EdfSignal {
  std::string label;        ///< UTF-8
  std::string stored_unit;  ///< as `edf_unit` spells it; empty where the file states none
  std::string unit;         ///< "V" for a potential, else the stored unit, "n/a" without one
  std::string type;         ///< BIDS channel type where the label begins with one ("EEG Fpz-Cz"), else empty
  double scale = 1.0, shift = 0.0;
  bool is_scaled = true;       ///< false: the limits do not say what a number is worth
  bool is_annotation = false;  ///< holds time-stamped texts and no samples
  bool is_word = false;        ///< `Status`: trigger bits
  std::int64_t per_record = 0;
  std::size_t offset = 0;  ///< byte of its first sample in a record
};

/// What the header says; names, dates and free text of the person and the recording are not read.
struct EdfHeader {
  bool is_bdf = false;         ///< 24 bits a sample
  bool is_plus = false;        ///< EDF+ or BDF+: with annotations
  bool discontinuous = false;  ///< EDF+D: records may leave gaps
  std::string format;          ///< "EDF", "EDF+C", "EDF+D", "BDF", "BDF+C", "BDF+D"
  std::int64_t records = 0;    ///< that the file holds
  Seconds record_duration{0};  ///< 0 in a file of annotations alone
  std::size_t header_bytes = 0, record_bytes = 0;
  std::vector<EdfSignal> signals;
  Warnings warnings;
};

/// The header of an EDF or BDF file from its `bytes`, all of them. Fields that are no numbers, a header or data that
/// are cut short, and sizes that contradict each other are input errors at their byte. An unfinished file (-1 records)
/// has the records that its size holds, with a warning; limits that are equal leave a signal unscaled, with a warning.
EdfHeader parse_edf_header(std::span<const std::byte> bytes, const std::filesystem::path& path);

/// A unit as it is written in EDF files ("uV", "UV", "microvolt", "\xb5V", ...) in one spelling; a unit that is none of
/// these as it is.
std::string edf_unit(std::string_view stated);

/// True for the first bytes of an EDF or BDF file.
bool is_edf(std::string_view start);

}  // namespace attune::eeg
