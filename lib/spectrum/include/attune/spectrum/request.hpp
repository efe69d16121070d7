#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "attune/preprocess/cleaned_epochs.hpp"
#include "attune/spectrum/measure.hpp"
#include "attune/spectrum/signals.hpp"

namespace attune::spectrum {

/// Where potentials come from, as a command line asks for it.
struct SignalsRequest {
  preprocess::EpochRequest cleaning;  ///< of recordings: alone, events table, steps
  RecordingParts recording;
  TrialParts trials;
  std::vector<std::string> channels;
  std::string montage;  ///< positions by this standard montage; empty: the recording's own
  bool csd = false;     ///< current source density instead of potentials
};

struct ReadSignals {
  Signals signals;
  std::vector<std::filesystem::path> inputs;
  preprocess::Prepared prepared;  ///< what the steps of cleaning did; the recording itself is in `signals`
  Warnings warnings;
};

/// Epochs of attune eeg (.h5), or a continuous recording after its steps.
ReadSignals read_signals(const std::filesystem::path& path, const SignalsRequest& request);

/// What to measure, as text.
struct MeasureRequest {
  std::vector<std::string> measures{"power"}, bands, pairs{"F4/F3"};
  std::string band_set = "adult", total = "1:40", fit_range = "2:40";
};
/// Puts it into the options; what cannot be read is a usage error.
void read_into(MeasureOptions& options, const MeasureRequest& request);

}  // namespace attune::spectrum
