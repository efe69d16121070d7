#include "attune/overlap/triggers.hpp"

namespace attune::overlap {

std::vector<std::string> trigger_paragraphs() {
  return {
      "For every event the flash on --channel is looked for between --from and --to around the code: where the signal "
      "first crosses --fraction of the way between its two levels, between samples. One row per recording: flashes "
      "found and missing, flashes without an event, mean, SD and range of the offset (flash minus code), late frames, "
      "and the drift with its 95 % interval. One flash serves one event: where windows overlap, the event whose offset "
      "is nearest the typical one.",
      "--corrected writes the recording's events as an events table in which every audited event is moved to its own "
      "flash (those without one by the mean offset), or all by the mean: attune eeg --events-table takes it.",
      "--rigs takes a table of participants instead of recordings. If groups and rigs are confounded (no rig has both "
      "groups) a rig's constant delay would be a difference in latency: exit code 5 with the numbers, unless "
      "--allow-confounded says why it does no harm. A mix that differs by more than 10 points is a warning. With "
      "--offset-column it says how large the difference would be."};
}

}  // namespace attune::overlap
