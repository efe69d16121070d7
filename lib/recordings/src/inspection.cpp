#include "attune/recordings/inspection.hpp"

#include "attune/eeg/recording_inspection.hpp"
#include "attune/physio/source.hpp"
#include "attune/physio/summary.hpp"

namespace attune::recordings {
namespace {

/// EEG comes first: a text of columns with a layout beside it is EEG, a folder never is.
bool is_eeg(const std::filesystem::path& path) {
  std::error_code status;
  return !std::filesystem::is_directory(path, status) && eeg::is_recording_name(path);
}

}  // namespace

bool is_recording(const std::filesystem::path& path) { return is_eeg(path) || physio::is_recording(path); }

Inspection inspect(const std::filesystem::path& path, bool whole, bool show_identity) {
  if (is_eeg(path)) {
    const eeg::BidsRecording found = eeg::read_bids_recording(path);
    return {eeg::inspect(found, whole, show_identity), found.recording.warnings, found.recording.files};
  }
  const physio::Recording found = physio::read_recording(path, {});
  return {physio::summarise(found), found.warnings, found.files};
}

}  // namespace attune::recordings
