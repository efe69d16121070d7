#pragma once

#include <filesystem>

#include "attune/eeg/recording.hpp"

namespace attune::eeg {

/// Reads a continuous Neuroscan file (.cnt): samples of 16 or 32 bit, by moments or in blocks by channel; microvolts =
/// (stored - baseline) x sensitivity x calib / 204.8. The width of the samples is what the number of samples in the
/// header says, else the flag of the file's tail, else, with a warning, what the values look like.
///
/// Events come from the event table. Types 1 and 2 give the byte of the sample in the file, and an event lies on that
/// sample (MNE's reader puts it one sample earlier). Type 3 gives a
/// number of samples, which is taken as it is; MNE takes the length of the header off it, so a warning says
/// how many samples that would be. A stimulus code is an event of kind "Stimulus", a key of the response pad
/// "Response", a function key "Keyboard"; a break in the recording (accept code 14) is a boundary; entries without any
/// of these are counted in a warning. The screen coordinates of electrodes are no positions and are not kept; nor is
/// the person.
///
/// ANT's .cnt, which is another format, is an input error that says so.
Recording read_neuroscan(const std::filesystem::path& path);

}  // namespace attune::eeg
