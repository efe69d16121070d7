#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "attune/eeg/recording.hpp"

namespace attune::eeg {

/// What the words of a Status channel say; positions are in its samples.
struct StatusEvents {
  std::vector<Event> events;
  std::vector<double> boundaries;  ///< where BioSemi's "new epoch" bit rises: the recording was paused
  std::vector<std::string> notes;
  Warnings warnings;
};

/// Events of a channel of trigger bits (BioSemi's layout: bits 0 to 15 triggers, 16 new epoch, 20 CMS within range, 22
/// battery low). A run of one code is one event at its first sample, kind "Trigger", with the field `run_samples`. Code
/// 0 is no event; where the code never is 0, the first one is the resting value and no event (a note says so), for
/// inputs that float high. A code that is there at the first sample began before it: no event, and a note. A code of
/// one sample before a longer one is the lines changing one after another: the event begins there and has the longer
/// one's code; one of one sample after a longer one before rest is no event (a note counts both). CMS out of range and
/// a low battery are warnings with how long and since when.
StatusEvents status_events(std::span<const std::uint32_t> words, std::uint32_t trigger_mask, Hertz sampling_frequency,
                           const std::filesystem::path& path);

}  // namespace attune::eeg
