#include "attune/eeg/recording_inspection.hpp"

#include <iterator>
#include <string>
#include <vector>

#include "attune/eeg/identity.hpp"
#include "attune/eeg/recording_summary.hpp"

namespace attune::eeg {
namespace {

void append(Record& to, Record&& more) {
  to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

Record inspect(const BidsRecording& found, bool per_channel, bool show_identity) {
  Record out = summarise(found.recording);
  append(out, to_record(header_identity(found.recording.path), show_identity));
  std::vector<std::string> companions;
  for (const std::filesystem::path& file : found.companions.files()) companions.push_back(file.filename().string());
  if (!companions.empty()) out.emplace_back("companions", std::move(companions));
  if (found.events) append(out, to_record(*found.events));
  const RecordingQuality quality = check_quality(found.recording);
  append(out, to_record(quality));
  if (per_channel) out.emplace_back("channel_quality", channel_records(quality));
  return out;
}

}  // namespace attune::eeg
