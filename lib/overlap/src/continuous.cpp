#include "attune/overlap/continuous.hpp"

#include "attune/eeg/bids_recording.hpp"
#include "attune/eeg/event_table.hpp"

namespace attune::overlap {

eeg::Recording read_continuous(const std::filesystem::path& path, bool alone, const std::optional<Table>& events) {
  eeg::Recording out = alone ? eeg::read_recording(path) : eeg::read_bids_recording(path).recording;
  if (!events) return out;
  out.events = eeg::events_from_table(*events, out.sampling_frequency);
  eeg::place_between_gaps(out, events->path());
  return out;
}

}  // namespace attune::overlap
