#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "attune/base/number_text.hpp"
#include "attune/eeg/epochs.hpp"
#include "attune/overlap/triggers.hpp"

namespace attune::overlap {

Edge edge_of(const std::string& name) {
  for (const Edge edge : {Edge::automatic, Edge::rising, Edge::falling})
    if (name == name_of(edge)) return edge;
  throw usage_error(fmt::format("edge {}, expected automatic, rising or falling", in_quotes(name)));
}

std::string name_of(Edge edge) {
  return edge == Edge::automatic ? "automatic" : edge == Edge::rising ? "rising" : "falling";
}

std::vector<eeg::Condition> audited_conditions(const std::vector<std::string>& types,
                                               const std::vector<std::string>& expressions) {
  std::vector<eeg::Condition> out = eeg::conditions_of_types(types);
  for (const std::string& expression : expressions) out.push_back(eeg::parse_condition(expression));
  return out;
}

Record to_record(const TriggerAudit& audit, const std::filesystem::path& recording) {
  return {{"participant_id", eeg::labels_of(recording).participant_id},
          {"recording", recording.string()},
          {"channel", audit.channel},
          {"edge", name_of(audit.edge)},
          {"threshold", audit.threshold},
          {"threshold_unit", audit.unit},
          {"events", static_cast<std::int64_t>(audit.rows.size())},
          {"found", audit.found},
          {"missing", audit.missing},
          {"not_judged", audit.not_judged},
          {"extra_flashes", audit.extra},
          {"late", audit.outlying},
          {"offset_mean_ms", audit.mean_ms},
          {"offset_median_ms", audit.median_ms},
          {"offset_sd_ms", audit.sd_ms},
          {"offset_min_ms", audit.smallest_ms},
          {"offset_max_ms", audit.largest_ms},
          {"drift_ms_per_hour", audit.drift_ms_per_hour},
          {"drift_low", audit.drift_interval.low},
          {"drift_high", audit.drift_interval.high}};
}

std::vector<ColumnMeaning> audit_meanings() {
  return {{"channel", "photodiode or microphone", ""},
          {"edge", "which way its signal goes at onset", ""},
          {"threshold", "where a flash begins", ""},
          {"found", "events with a flash of their own in their window", ""},
          {"missing", "events without one", ""},
          {"not_judged", "events whose window lies outside the data, crosses a boundary or is not finite", ""},
          {"extra_flashes", "flashes outside every event's window", ""},
          {"late", "flashes further from the median offset than 5 robust SD and 2 samples", ""},
          {"offset_mean_ms", "flash minus code, mean", "ms"},
          {"offset_median_ms", "flash minus code, median", "ms"},
          {"offset_sd_ms", "flash minus code, standard deviation (n - 1): the jitter", "ms"},
          {"offset_min_ms", "smallest offset", "ms"},
          {"offset_max_ms", "largest offset", "ms"},
          {"drift_ms_per_hour", "slope of the offset on time, least squares", "ms/h"},
          {"drift_low", "lower end of its 95 % t interval", "ms/h"},
          {"drift_high", "upper end", "ms/h"}};
}

std::string summary(const CorrectedEvents& corrected) {
  return fmt::format("{} events were moved to their flash, {} by the mean offset; {} others stay",
                     corrected.moved_to_flash, corrected.moved_by_mean, corrected.untouched);
}

Table to_table(const TriggerAudit& audit, const eeg::Recording& recording) {
  Column::Text types, reasons;
  Column::Numbers onsets, flashes, offsets;
  Column::Integers outlying;
  for (const FlashRow& row : audit.rows) {
    types.push_back(row.type);
    onsets.push_back(eeg::time_of(recording, row.event_sample).count());
    flashes.push_back(eeg::time_of(recording, row.flash_sample).count());
    offsets.push_back(row.offset_ms);
    outlying.push_back(row.outlying ? 1 : 0);
    reasons.push_back(row.reason.empty() ? "n/a" : row.reason);
  }
  Table out;
  out.add("trial_type", std::move(types));
  out.add("onset", std::move(onsets));
  out.add("flash", std::move(flashes));
  out.add("offset_ms", std::move(offsets));
  out.add("late", std::move(outlying));
  out.add("reason", std::move(reasons));
  return out;
}

CorrectedEvents correct_triggers(const eeg::Recording& recording, const TriggerAudit& audit, Correction correction) {
  if (audit.found == 0)
    throw analysis_error(fmt::format("no flash on {} was found: the events cannot be corrected by it", audit.channel));
  CorrectedEvents out;
  out.events = recording.events;
  const double mean = audit.mean_ms * recording.sampling_frequency.value() / 1000.0;
  for (const FlashRow& row : audit.rows) {
    double& sample = out.events[row.event].sample;
    if (correction == Correction::each && row.reason.empty()) {
      sample = row.flash_sample;
      ++out.moved_to_flash;
    } else {
      sample += mean;
      ++out.moved_by_mean;
    }
  }
  out.untouched = static_cast<std::int64_t>(recording.events.size() - audit.rows.size());
  std::stable_sort(out.events.begin(), out.events.end(),
                   [](const eeg::Event& a, const eeg::Event& b) { return a.sample < b.sample; });
  return out;
}

Table events_to_table(const eeg::Recording& recording, const std::vector<eeg::Event>& events) {
  const std::set<std::string> own = {"onset", "duration", "trial_type", "sample", "value"};
  std::vector<std::string> fields;
  std::map<std::string, Column::Text> cells;
  Column::Numbers onsets, durations;
  Column::Text types;
  for (std::size_t row = 0; row < events.size(); ++row) {
    onsets.push_back(eeg::time_of(recording, events[row].sample).count());
    durations.push_back(events[row].duration_samples / recording.sampling_frequency.value());
    types.push_back(events[row].type);
    for (const auto& [field, value] : events[row].fields) {
      if (own.contains(field)) continue;
      const auto [cell, is_new] = cells.try_emplace(field, Column::Text(events.size(), "n/a"));
      if (is_new) fields.push_back(field);
      cell->second[row] = value;
    }
  }
  Table out;
  out.add("onset", std::move(onsets));
  out.add("duration", std::move(durations));
  out.add("trial_type", std::move(types));
  for (const std::string& field : fields) out.add(field, std::move(cells.at(field)));
  return out;
}

}  // namespace attune::overlap
