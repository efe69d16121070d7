#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "attune/physio/recording.hpp"
#include "attune/table/measures.hpp"

namespace attune::physio {

/// What the user says about a recording that its files do not say. Every body command takes these options.
struct SourceRequest {
  std::optional<Hertz> sampling_frequency{};  ///< of plain text
  /// KIND=NAME or KIND=NAME:UNIT, such as "ecg=ECG:mV"; NAME is a column's name or its number from 1. A channel that is
  /// named so has that kind whatever its name says, and no channel has it by its name alone.
  std::vector<std::string> columns{};
  std::optional<std::filesystem::path> events{};  ///< events.tsv instead of the recording's own events
  std::optional<Seconds> start{};                 ///< of the first sample, instead of what the files say
  std::string trigger{};  ///< name of a channel (a photosensor) whose rises are events of that type; "-NAME": its falls
};

/// A column as the user names it.
struct ColumnWish {
  Kind kind = Kind::other;
  std::string name;                 ///< or number
  std::optional<std::string> unit;  ///< absent: the file's
};
/// From "KIND=NAME" or "KIND=NAME:UNIT"; another form or kind is a usage error.
ColumnWish parse_column(const std::string& text);

/// A reader of recordings of another room (EEG files): nothing where the file is not of its kinds.
using ForeignReader = std::function<std::optional<Recording>(const std::filesystem::path& path)>;

/// Reads any recording of physiology by what is in the file: BIDS physio.tsv.gz with its sidecar, WFDB (.hea),
/// OpenSignals and BioSPPy text, an Empatica folder, and plain columns of numbers with or without a header. Input
/// errors name the file and the place. A file of AcqKnowledge (.acq) is refused with the way to export it.
///
/// `foreign` is asked first for what it knows to read.
Recording read_recording(const std::filesystem::path& path, const SourceRequest& request,
                         const ForeignReader& foreign = {});

/// True for what is a recording of physiology by its name or its first line: BIDS physio, WFDB headers, OpenSignals and
/// BioSPPy text, folders and files of an Empatica wristband. Plain columns of numbers may be any table.
bool is_recording(const std::filesystem::path& path);

/// The events of an events.tsv; one without a type is "n/a".
std::vector<Event> read_events(const std::filesystem::path& path, Warnings& warnings);

/// The one channel of a kind, or the one called `name` where that is not empty. None or several is an input error that
/// lists what there is and says how to name it.
const Channel& channel_of(const Recording& recording, Kind kind, const std::string& name = {});

/// participant_id, session, task, run of a BIDS file name and `modality` physio, to be filled into rows; `source` is
/// the path as given. Empty where the name does not say.
Measure row_of(const std::filesystem::path& path);

}  // namespace attune::physio
