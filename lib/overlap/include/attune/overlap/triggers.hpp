#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include "attune/base/units.hpp"
#include "attune/eeg/event_query.hpp"
#include "attune/eeg/recording.hpp"
#include "attune/stats/distributions.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/record.hpp"
#include "attune/table/table.hpp"

namespace attune::overlap {

/// Which way the sensor's signal goes when the stimulus comes; `automatic` takes it from the level before the events.
enum class Edge { automatic, rising, falling };
/// "automatic", "rising" or "falling"; anything else is a usage error.
Edge edge_of(const std::string& name);
std::string name_of(Edge edge);

/// How the codes of a recording are held against a sensor at the screen or the loudspeaker.
struct AuditOptions {
  std::string channel;                     ///< of the photodiode or microphone
  std::vector<eeg::Condition> conditions;  ///< events that ought to have a flash; empty: all
  Milliseconds from{-50}, to{150};         ///< where a flash is looked for, relative to the code
  double fraction = 0.5;                   ///< of the way from the lower to the upper level
  Edge edge = Edge::automatic;
  Milliseconds hold{100};  ///< crossings so soon after a flash began are its flicker
};

/// What became of one event.
struct FlashRow {
  std::size_t event = 0;  ///< index of the recording's events
  std::string type;
  double event_sample = 0;
  double flash_sample = std::numeric_limits<double>::quiet_NaN();  ///< between samples, where the threshold is crossed
  double offset_ms = std::numeric_limits<double>::quiet_NaN();     ///< flash minus code
  /// Empty if found: missing, on before the window, flash of another event, outside the data, crosses a boundary, not
  /// finite.
  std::string reason;
  bool outlying = false;  ///< further from the median than 5 robust standard deviations and 2 samples: a late frame
};

/// What the sensor says of the codes. Times in ms; NaN where there are too few flashes.
struct TriggerAudit {
  std::string channel, unit;
  Edge edge = Edge::rising;
  double low = 0, high = 0, threshold = 0;  ///< of the channel, in its unit
  std::vector<FlashRow> rows;
  std::int64_t found = 0, missing = 0, not_judged = 0, outlying = 0;
  std::int64_t extra = 0;  ///< flashes outside every event's window
  double mean_ms = std::numeric_limits<double>::quiet_NaN(), median_ms = mean_ms, sd_ms = mean_ms,
         smallest_ms = mean_ms, largest_ms = mean_ms;
  double drift_ms_per_hour = std::numeric_limits<double>::quiet_NaN();
  stats::Interval drift_interval{std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
  Warnings warnings;
};

/// Finds, for every event, when its flash began. The levels are the medians, over the events' windows, of the lowest
/// and the highest sample; the flash begins where the signal first crosses the threshold between them, linear between
/// samples. A signal that is across already where the window opens has no onset there. Where windows of events overlap,
/// each flash goes to the event whose offset is nearest the typical one (the median of the events whose windows overlap
/// no other, or the offset that most flashes share), and to no other; the rest has the reason "flash of another event".
/// Mean, standard deviation (n - 1), range and drift (least squares of offset on time, with its 95 % t interval) are
/// over the flashes that were found. A channel whose levels are less than 10 times its noise apart shows no flashes: an
/// analysis error with the numbers. Missing and additional flashes, late frames, jitter above a sample and a drift are
/// warnings.
TriggerAudit audit_triggers(const eeg::Recording& recording, const AuditOptions& options);

/// What the help of the command says, in paragraphs.
std::vector<std::string> trigger_paragraphs();

/// The events to audit, by types and by NAME=EXPRESSION; of both none: all events.
std::vector<eeg::Condition> audited_conditions(const std::vector<std::string>& types,
                                               const std::vector<std::string>& expressions);

/// One record: participant_id, recording, channel, counts, offset_mean_ms, offset_sd_ms, ..., drift_ms_per_hour.
Record to_record(const TriggerAudit& audit, const std::filesystem::path& recording);
/// Meanings of that record's fields.
std::vector<ColumnMeaning> audit_meanings();
/// One row per event: trial_type, onset, flash (seconds, `eeg::time_of`), offset_ms, late, reason.
Table to_table(const TriggerAudit& audit, const eeg::Recording& recording);

/// `mean`: every audited event is moved by the mean offset. `each`: to its own flash; one without a flash by the mean.
enum class Correction { mean, each };

struct CorrectedEvents {
  std::vector<eeg::Event> events;  ///< all of the recording's, in order of sample
  std::int64_t moved_to_flash = 0, moved_by_mean = 0, untouched = 0;
};
/// Events that were not audited are left where they are. Without a single flash: an analysis error.
CorrectedEvents correct_triggers(const eeg::Recording& recording, const TriggerAudit& audit, Correction correction);

/// One line: how many events were moved, and by what.
std::string summary(const CorrectedEvents& corrected);

/// Events as a BIDS events table: onset, duration (seconds), trial_type and every other field. Onsets are true times
/// where the recording has gaps: `read_continuous` with it gives the same samples.
Table events_to_table(const eeg::Recording& recording, const std::vector<eeg::Event>& events);

}  // namespace attune::overlap
