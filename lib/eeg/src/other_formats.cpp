#include "other_formats.hpp"

#include <string>

#include "attune/eeg/fif.hpp"
#include "attune/eeg/neuroscan.hpp"
#include "attune/eeg/text_recording.hpp"
#include "brainvision_text.hpp"

namespace attune::eeg {
namespace {

bool is_fif_name(const std::filesystem::path& path) {
  const std::string extension = path.extension().string();
  return same_word(extension, ".fif") ||
         (same_word(extension, ".gz") && same_word(path.stem().extension().string(), ".fif"));
}

/// A text table with a layout beside it is a recording; without one it is a table.
bool has_layout(const std::filesystem::path& path) {
  const std::string extension = path.extension().string();
  std::error_code status;
  return (same_word(extension, ".csv") || same_word(extension, ".tsv") || same_word(extension, ".txt") ||
          same_word(extension, ".dat")) &&
         std::filesystem::is_regular_file(layout_path(path), status);
}

Recording read_declared(const std::filesystem::path& path) {
  Recording out = read_text_recording(path, read_text_layout(layout_path(path)));
  out.files.push_back(layout_path(path));
  return out;
}

}  // namespace

bool is_other_format_name(const std::filesystem::path& path) {
  return is_fif_name(path) || same_word(path.extension().string(), ".cnt") || has_layout(path);
}

std::optional<Recording> read_other_format(const std::filesystem::path& path, std::string_view start) {
  // A file identifier: tag 100 of type 31 with 20 bytes.
  constexpr std::string_view kFifStart("\0\0\0\x64\0\0\0\x1f\0\0\0\x14", 12);
  if (is_fif_name(path) || start.starts_with(kFifStart)) return read_fif(path);
  if (same_word(path.extension().string(), ".cnt")) return read_neuroscan(path);
  if (has_layout(path)) return read_declared(path);
  return std::nullopt;
}

}  // namespace attune::eeg
