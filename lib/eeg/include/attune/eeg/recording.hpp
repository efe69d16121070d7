#pragma once

#include <Eigen/Dense>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/base/units.hpp"

namespace attune::eeg {

/// Where an electrode sits, in millimetres, RAS+ (x right, y nose, z up); absent if the file does not say.
struct ElectrodePosition {
  double x = 0, y = 0, z = 0;
};

/// One recorded channel. Data of a potential are volts whatever the file's unit; other channels keep their own.
struct Channel {
  std::string name;
  std::string unit = "V";   ///< unit of the rows in `Recording::data`: "V", or the file's unit if not a potential
  std::string stored_unit;  ///< unit in the file, for inspection: "uV", "nV", ...
  std::optional<ElectrodePosition> position;
};

/// A marker. `sample` is the exact 0-based position in the data, as the file states it (fractions are kept).
struct Event {
  double sample = 0;
  double duration_samples = 0;
  std::string type;
};

/// A continuous recording: what every vendor reader returns.
struct Recording {
  std::filesystem::path path;
  std::vector<std::filesystem::path> files;  ///< all files it was read from (header, data, markers)
  std::string format;                        ///< "EEGLAB (MAT v5)", "EEGLAB (MAT v7.3)", "BrainVision", ...
  Hertz sampling_frequency;
  std::vector<Channel> channels;
  Eigen::MatrixXd data;            ///< channels x samples, volts for potentials
  std::vector<Event> events;       ///< in order of sample
  std::vector<double> boundaries;  ///< samples where time jumps: the data before and after are not contiguous
  Warnings warnings;
};

/// Time of a sample from the start of the data.
inline Seconds time_of(const Recording& recording, double sample) {
  return Seconds(sample / recording.sampling_frequency.value());
}

/// Reads a recording; the format follows from the name and the content (.set, .vhdr). A format that is not read yet is
/// an input error that says so.
Recording read_recording(const std::filesystem::path& path);

}  // namespace attune::eeg
