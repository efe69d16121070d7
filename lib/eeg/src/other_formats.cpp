#include "other_formats.hpp"

#include <string>

#include "attune/eeg/fif.hpp"
#include "attune/eeg/neuroscan.hpp"
#include "brainvision_text.hpp"

namespace attune::eeg {
namespace {

bool is_fif_name(const std::filesystem::path& path) {
  const std::string extension = path.extension().string();
  return same_word(extension, ".fif") ||
         (same_word(extension, ".gz") && same_word(path.stem().extension().string(), ".fif"));
}

}  // namespace

bool is_other_format_name(const std::filesystem::path& path) { return is_fif_name(path); }

std::optional<Recording> read_other_format(const std::filesystem::path& path, std::string_view start) {
  // A file identifier: tag 100 of type 31 with 20 bytes.
  constexpr std::string_view kFifStart("\0\0\0\x64\0\0\0\x1f\0\0\0\x14", 12);
  if (is_fif_name(path) || start.starts_with(kFifStart)) return read_fif(path);
  if (same_word(path.extension().string(), ".cnt")) return read_neuroscan(path);
  return std::nullopt;
}

}  // namespace attune::eeg
