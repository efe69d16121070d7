#pragma once

#include <limits>
#include <span>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/base/units.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/physio/recording.hpp"

namespace attune::skin {

/// What is no conductance of skin. Samples that are, and those within `around` of them, are artefacts.
struct QualityOptions {
  double lowest_us = 0.05, highest_us = 60;  ///< range of an electrode that is on
  double steepest = 10;                      ///< uS/s: skin does not change faster
  Seconds flat{5};                           ///< the same value for so long: the amplifier is at its limit
  Seconds around{0.25};
};
/// Whether each sample is an artefact; missing samples are.
std::vector<bool> artefacts_of(const physio::Channel& channel, const QualityOptions& options);

struct ResponseOptions {
  double threshold_us = 0.01;  ///< smallest response, absolute
  Hertz low_pass{1.5};  ///< Butterworth of order 2, forwards and backwards, before troughs and peaks are looked for
  parallel::Threads threads;
};

/// A skin conductance response from trough to peak.
struct Scr {
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  double onset_s = 0, peak_s = 0;  ///< on the clock of the events
  double amplitude_us = 0;         ///< peak less onset
  double rise_s = 0;
  double half_recovery_s =
      kNone;  ///< from the peak until half the amplitude is lost; NaN where the next one comes first
};

/// A channel of skin conductance with its responses.
struct Skin {
  std::string channel;
  Hertz sampling_frequency;
  double from_s = 0;
  std::vector<double> smooth_us;  ///< low-passed conductance; NaN at artefacts
  std::vector<bool> artefact;     ///< of every sample
  std::vector<Scr> responses;     ///< by onset; none reaches over an artefact
  Warnings warnings;
};

/// Looks for responses of at least the threshold: each rise of the low-passed signal up to its peak. It begins at the
/// trough or, where the level was rising slowly before, where the slope reaches a tenth of its steepest. An
/// analysis error where the channel is not in uS, is sampled below 3 Hz, or holds nothing but artefacts; a usage error
/// for a threshold or a low-pass that is not positive.
Skin find_responses(const physio::Channel& channel, const QualityOptions& quality, const ResponseOptions& options);

/// What follows an event.
struct EventOptions {
  std::vector<std::string> conditions;  ///< types of events
  Seconds from{1}, to{4};               ///< window of the onset of its response
  double max_artefact = 0.2;            ///< of event to `to` plus 4 s; a trial with more does not count
};
struct EventResponse {
  std::string condition;
  double onset_s = 0;
  bool response = false;
  double magnitude_us = Scr::kNone;  ///< of the first response in the window, 0 without one
  double amplitude_us = Scr::kNone;  ///< of responses only
  double latency_s = Scr::kNone;     ///< of its onset after the event
  double rise_s = Scr::kNone;
  double iscr = Scr::kNone;        ///< integral of the phasic driver in the window, uS*s, if a driver was added
  double phasic_max = Scr::kNone;  ///< its largest value there, uS
  bool overlap = false;  ///< another event comes before the window ends, or the response before had not come half down
  std::string excluded;  ///< why the trial does not count; empty if it does
};
/// Every event of the conditions, in order of time. A condition that no event has is an input error.
std::vector<EventResponse> event_responses(const physio::Recording& recording, const Skin& skin,
                                           const EventOptions& options);

}  // namespace attune::skin
