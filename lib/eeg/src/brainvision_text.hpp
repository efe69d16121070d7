#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "attune/base/error.hpp"

namespace attune::eeg {

/// One `key=value` line.
struct BrainVisionEntry {
  std::string key;
  std::string value;  ///< as written, without the line end
  std::size_t line = 0;
};

/// One `[section]` of a header or marker file.
struct BrainVisionSection {
  std::string name;
  std::size_t line = 0;
  std::vector<BrainVisionEntry> entries;

  /// The entry, compared without regard to case; nullptr if absent.
  const BrainVisionEntry* find(std::string_view key) const;
};

/// A .vhdr or .vmrk file as UTF-8 sections. `[Comment]`, which is free text, ends the file.
struct BrainVisionText {
  std::filesystem::path path;
  std::vector<BrainVisionSection> sections;
  Warnings warnings;

  const BrainVisionSection* find(std::string_view section) const;
  /// The section; absent is an input error.
  const BrainVisionSection& section(std::string_view name) const;
  /// The value of a key in a section; absent or empty is an input error with the section's line.
  const BrainVisionEntry& required(std::string_view section, std::string_view key) const;
};

/// Splits the bytes of a file whose first line says `magic` ("Header File", "Marker File"). The code page (UTF-8, ANSI,
/// none stated) decides how bytes become text; text that is not what it says is read as cp1252, with a warning.
BrainVisionText parse_brainvision_text(std::string_view bytes, const std::filesystem::path& path,
                                       std::string_view magic);

/// The comma-separated fields of a value, with `\1` as a comma.
std::vector<std::string> brainvision_fields(std::string_view value);

/// Takes the first line off `text`; line ends are LF, CRLF or CR.
std::string_view next_line(std::string_view& text);
/// True if the texts are equal but for the case of ASCII letters.
bool same_word(std::string_view a, std::string_view b);

}  // namespace attune::eeg
