#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attune/base/error.hpp"
#include "edf_header.hpp"

namespace attune::eeg {

/// A time in the file: seconds after the header's start, and the size of the last digit it is written with.
struct EdfTime {
  double seconds = 0.0, digit = 0.0;
};

/// A text of the annotation signals.
struct EdfAnnotation {
  EdfTime onset;
  double duration_s = 0.0;
  std::string text;  ///< UTF-8
};

/// What the annotation signals of all records say.
struct EdfAnnotations {
  std::vector<EdfAnnotation> texts;  ///< in the order of the file
  /// Per record, when it starts: the first entry of the first annotation signal; nothing where it is missing.
  /// Empty without an annotation signal.
  std::vector<std::optional<EdfTime>> record_starts;
};

/// Adds the entries of one annotation signal in one record (`+onset [0x15 duration] 0x14 text 0x14 ... 0x14 0x00`) to
/// `out` and returns the onset of the first entry if its first text is empty, as that of a record's time is. Texts are
/// UTF-8, or Windows-1252 where they are not. `where` is the byte of `bytes` in the file: entries that are malformed
/// are input errors there.
std::optional<EdfTime> parse_annotation_list(std::string_view bytes, const std::filesystem::path& path,
                                             std::size_t where, std::vector<EdfAnnotation>& out);

/// Reads all annotation signals of a file, in the order of records, then signals.
EdfAnnotations read_annotations(std::span<const std::byte> bytes, const EdfHeader& header,
                                const std::filesystem::path& path);

}  // namespace attune::eeg
