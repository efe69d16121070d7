#pragma once

#include <filesystem>

#include "attune/physio/source.hpp"

namespace attune::recordings {

/// Reads the body's channels of any recording: `physio::read_recording`, and files of EEG (BrainVision, EDF, BDF,
/// EEGLAB, FIF, Neuroscan), where the room of EEG and that of physiology meet.
///
/// Of an EEG file the channels that measure the body are read, by their type (channels.tsv or the file) or their name,
/// and those that the request names; each keeps its own rate. Events are those of events.tsv beside the file, else its
/// markers. Gaps whose length the file states (EDF+D) are missing samples; where recording was interrupted for an
/// unknown time, the first sample after is missing, so that nothing is joined. Input errors: epochs, no such channel,
/// gaps of more than 16 times the samples. A channel of an EEG file that is named by its number is a usage error.
physio::Recording read_body(const std::filesystem::path& path, const physio::SourceRequest& request);

}  // namespace attune::recordings
