#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attune/base/units.hpp"
#include "attune/physio/recording.hpp"

namespace attune::physio {

/// One annotation of a WFDB annotator file (.atr, .qrs, ...).
struct Annotation {
  std::int64_t sample = 0;                                   ///< from the start of the record, counted from 0
  double time_s = std::numeric_limits<double>::quiet_NaN();  ///< NaN where no header says the sampling frequency
  int code = 0;                                              ///< as stored, 1 (NORMAL) to 49
  std::string symbol;                                        ///< "N", "V", "+", "~", ...; "[42]" for a code without one
  int subtype = 0, channel = 0, number = 0;
  std::string text;  ///< AUX: "(N" at a change of rhythm

  /// True for the codes of heart beats (N L R a V F J A S E j / Q e n f and the like), false for all others.
  bool is_beat() const;
};

/// Reads annotations in MIT format; SKIP, NUM, SUB, CHN and AUX words are part of the annotation they belong to. The
/// sampling frequency is that of the .hea beside the file, or of its own "## time resolution" note. A cut file and
/// times that go back are input errors that name the byte.
std::vector<Annotation> read_wfdb_annotations(const std::filesystem::path& path);
std::vector<Annotation> parse_wfdb_annotations(std::span<const std::byte> bytes, const std::filesystem::path& path,
                                               std::optional<Hertz> sampling_frequency);

/// Reads a record by its header (.hea) and its signal files, of formats 16, 61, 80 and 212; other formats are refused
/// by name. Values are (sample - baseline) / gain; the value that marks an invalid sample is NaN. The first value and
/// the checksum of every signal are compared with the header. Several samples per frame give channels of several rates;
/// a skew shifts its signal. A record of several segments is refused.
Recording read_wfdb(const std::filesystem::path& header);

}  // namespace attune::physio
