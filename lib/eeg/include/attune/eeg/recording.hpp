#pragma once

#include <Eigen/Dense>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
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
  std::string type;  ///< BIDS channel type ("EEG", "EOG", "ECG", "MISC", ...); empty if the file does not say
  bool bad = false;  ///< marked bad by whoever recorded or cleaned it (channels.tsv `status`)

  /// True if the rows in `Recording::data` are volts.
  bool is_potential() const { return unit == "V"; }
};

/// A marker. `sample` is the exact 0-based position in the data, as the file states it (fractions are kept). In epoched
/// data it counts through the trials laid end to end.
struct Event {
  double sample = 0;
  double duration_samples = 0;
  std::string type;  ///< the code or label: "square", "S  1"; a numeric code is its shortest text
  std::string
      kind;  ///< class of marker if the format has one (BrainVision: "Stimulus", "Response", "Comment"), or empty
  /// Whatever else the file says about the event: EEGLAB's other event fields, other columns of events.tsv; the name
  /// and the shortest text of the value, in the file's order. Empty and missing values are left out.
  std::vector<std::pair<std::string, std::string>> fields;
};

/// How epoched data are laid out: `count` trials of `samples` each, one after another in the columns of
/// `Recording::data`; the first sample of every trial is at `start` (negative before the event).
struct TrialLayout {
  Eigen::Index count = 0;
  Eigen::Index samples = 0;
  Seconds start{0};
};

/// A recording: what every vendor reader returns. All channels share one sampling frequency; a file whose channels
/// differ in rate (EDF, BDF) is one Recording per rate, never upsampled.
struct Recording {
  std::filesystem::path path;
  std::vector<std::filesystem::path> files;  ///< all files it was read from (header, data, markers)
  std::string format;                        ///< "EEGLAB (MAT v5)", "EEGLAB (MAT v7.3)", "BrainVision", ...
  Hertz sampling_frequency;
  std::vector<Channel> channels;
  Eigen::MatrixXd data;            ///< channels x samples, volts for potentials
  std::vector<Event> events;       ///< in order of sample, without boundaries
  std::vector<double> boundaries;  ///< ascending; the first sample at or after each does not follow on the one before
  /// True times, from the first sample, of the first sample of each segment between boundaries (one more than there are
  /// boundaries), where the file states them (EDF+D); empty where times are sample / rate. Events' samples count the
  /// stored samples, as everywhere.
  std::vector<Seconds> segment_starts;
  std::optional<TrialLayout> trials;  ///< absent: continuous data; present: the file holds epochs
  Warnings warnings;
  std::vector<std::string> notes;  ///< how the file was read where nothing rests on it yet: shown by inspection
};

/// Time of a sample from the first sample: its segment's true start and the samples since, where the file states the
/// segments' times, else sample / rate.
Seconds time_of(const Recording& recording, double sample);
/// The other way round: where in the stored samples a time from the first sample lies; nothing within a gap between
/// segments. Times before the first and after the last sample run on.
std::optional<double> sample_at(const Recording& recording, Seconds time);

/// Reads a recording; the format follows from the name and the content (.set, .vhdr). A format that is not read yet is
/// an input error that says so.
///
/// Events: EEGLAB `boundary` events (also the numeric type -99) and BrainVision `New Segment` markers become
/// `boundaries` and are not in `events`; the first `New Segment`, which only opens the file, is neither. Events without
/// a position (NaN latency) are dropped and counted in a warning; events outside the data stay, with a warning.
/// Positions: EEGLAB's x axis points to the nose and its unit is not stored; coordinates are taken, in RAS+, only if
/// the median radius is that of a head in m, cm or mm (70 to 130 mm), and a note says which; else they stay absent.
/// EDF and BDF: one recording per sampling frequency (`read_recordings`); this one has the EEG channels, and a warning
/// names the others. Records with gaps between them are segments: `boundaries` and `segment_starts`. Annotations are
/// events of kind "Annotation", codes of a Status channel of kind "Trigger" (`ReadOptions` in source.hpp). A file that
/// is shorter than its header says is an input error. Dates and participant fields of the headers are not kept;
/// `header_identity` shows them.
Recording read_recording(const std::filesystem::path& path);

/// All channels of a file: one recording per sampling frequency, the EEG's first, never upsampled.
std::vector<Recording> read_recordings(const std::filesystem::path& path);

/// True if the name ends like that of a recording or one of its parts, also of a vendor whose files are not read yet:
/// `read_recording` reads it or says what it is.
bool is_recording_name(const std::filesystem::path& path);

}  // namespace attune::eeg
