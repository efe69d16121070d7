#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/base/units.hpp"
#include "attune/signal/segments.hpp"

namespace attune::physio {

/// What a channel measures.
enum class Kind { ecg, ppg, eda, respiration, emg, pupil, temperature, trigger, other };

/// "ecg", "ppg", "eda", "resp", "emg", "pupil", "temperature", "trigger", "other".
std::string_view name_of(Kind kind);
/// The kind of that name; anything else is a usage error that names the nearest one.
Kind parse_kind(std::string_view text);

/// One channel with its own clock. Its samples were converted once, in the reader: potentials (ECG, EMG) are volts,
/// conductance is microsiemens, pupil diameter millimetres, temperature degrees Celsius.
struct Channel {
  std::string name;
  Kind kind = Kind::other;
  /// "V", "uS", "mm", "degC", or whatever else the file says; empty where neither the file nor the user says a unit.
  std::string unit;
  Hertz sampling_frequency;
  Seconds start{0};             ///< of the first sample on the clock of the events (BIDS StartTime: may be negative)
  std::vector<double> samples;  ///< NaN where nothing was recorded: a gap, over which nothing is joined

  Seconds time_of(double sample) const { return start + Seconds(sample / sampling_frequency.value()); }
};

/// A marker on the clock of the channels.
struct Event {
  Seconds onset{0};
  Seconds duration{0};  ///< NaN where it is not known
  std::string type;
};

/// What a reader returns: channels of one person at one time, each with its own rate and start.
struct Recording {
  std::filesystem::path path;
  std::vector<std::filesystem::path> files;  ///< all files it was read from
  std::string format;                        ///< "WFDB", "BIDS physio", "OpenSignals", "Empatica E4", "text", ...
  std::vector<Channel> channels;
  std::vector<Event> events;  ///< by onset
  Warnings warnings;
};

/// The stretches of a channel without missing samples.
std::vector<signal::Segment> segments_of(const Channel& channel);

/// Heart beats as intervals between them: an RR list, or what a detector found.
struct Intervals {
  std::vector<double> ms;         ///< from the beat before to this one
  std::vector<double> end_s;      ///< time of the beat that ends the interval, on the clock of the events
  std::vector<bool> follows_gap;  ///< true where the interval does not follow on the one before it
  std::size_t size() const { return ms.size(); }
};

}  // namespace attune::physio
