#include "attune/erp/measure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>

#include "attune/base/hash.hpp"
#include "attune/eeg/shared_events.hpp"
#include "attune/erp/area.hpp"
#include "attune/erp/reading.hpp"
#include "contrast.hpp"
#include "standard_error.hpp"

namespace attune::erp {
namespace {

void check(const MeasureOptions& options) {
  check_named_once(options);
  if (options.components.empty()) throw usage_error("no component is given; expected name:from:to:polarity");
  if (options.kinds.empty()) throw usage_error("no measure is given; expected mean_amplitude and the like");
  if (!(options.fraction > 0 && options.fraction < 1))
    throw usage_error(fmt::format("the fraction is {}; expected a number between 0 and 1, as 0.5", options.fraction));
  if (options.neighbourhood < 0)
    throw usage_error(fmt::format("the neighbourhood is {} samples; expected 0 or more", options.neighbourhood));
  if (options.sme == Sme::bootstrap && (options.bootstraps < 2 || options.bootstraps > kMostBootstraps))
    throw usage_error(fmt::format("{} bootstraps; expected 2 to {}, as 1000", options.bootstraps, kMostBootstraps));
  for (std::size_t i = 0; i < options.components.size(); ++i) {
    const Component& component = options.components[i];
    if (!(component.window.to > component.window.from))
      throw usage_error(fmt::format("the window of component {} goes from {} to {} ms; expected an end after the start",
                                    in_quotes(component.name), component.window.from.count(),
                                    component.window.to.count()));
    for (std::size_t j = 0; j < i; ++j)
      if (options.components[j].name == component.name)
        throw usage_error(fmt::format("two components are named {}", in_quotes(component.name)));
  }
}

std::string source_of(const MeasureOptions& options) { return options.source.empty() ? "averages" : options.source; }

double in_table_unit(Kind kind, double value) {
  return unit_of(kind) == "ms" ? value : Microvolts(Volts(value)).value();
}

Measure blank_row(std::span<const eeg::Evoked> averages, const Wave& wave, const Component& component, Kind kind,
                  const MeasureOptions& options) {
  Measure row = eeg::row_of(averages.front().labels);
  row.measure = component.name.empty() ? name_of(kind) : component.name + "." + name_of(kind);
  row.site = wave.site;
  row.condition = wave.condition;
  row.unit = unit_of(kind);
  if (options.trials_known) {
    row.n = 0;
    for (const std::size_t condition : wave.conditions()) *row.n += averages[condition].trials;
  }
  row.source = options.source;
  return row;
}

void add_error(const SiteErrors& errors, std::size_t index, Kind kind, const MeasureOptions& options, Measure& row,
               Warnings& warnings) {
  row.quality = in_table_unit(kind, errors.values[index]);
  const int without = errors.draws_without[index];
  if (without == 0) return;
  warnings.push_back(fmt::format("{}: condition {}: {} at {} does not exist in {} of {} bootstrap draws{}",
                                 source_of(options), in_quotes(row.condition), row.measure, row.site, without,
                                 options.bootstraps,
                                 std::isnan(row.quality) ? ", so it has no SME" : ", left out of its SME"));
}

// All rows of one participant; `errors` has one entry per wave, or is empty.
void append_rows(std::span<const eeg::Evoked> averages, const std::vector<Wave>& waves,
                 const std::vector<SiteErrors>& errors, const MeasureOptions& options, Measures& out) {
  for (std::size_t w = 0; w < waves.size(); ++w) {
    const Wave& wave = waves[w];
    const Eigen::RowVectorXd values = waveform_of(wave, averages);
    const eeg::TimeAxis& times = averages[wave.terms.empty() ? 0 : wave.terms.front().condition].times;
    const Waveform waveform{{values.data(), static_cast<std::size_t>(values.size())}, times};
    std::size_t index = 0;
    for (const Component& component : options.components) {
      for (const Kind kind : options.kinds) {
        Measure row = blank_row(averages, wave, component, kind, options);
        const Reading reading = wave.unusable.empty()
                                    ? read_component(waveform, seen_in(wave, component), kind, options)
                                    : Reading{.reason = wave.unusable};
        row.value = in_table_unit(kind, reading.value);
        row.excluded = reading.reason;
        if (!errors.empty() && reading.reason.empty()) add_error(errors[w], index, kind, options, row, out.warnings);
        out.rows.push_back(std::move(row));
        ++index;
      }
    }
  }
}

// What the random numbers of a condition depend on: whose trials they are, not where the file lies.
parallel::Seed seed_of(const eeg::Evoked& evoked, const MeasureOptions& options) {
  const eeg::Labels& labels = evoked.labels;
  const std::string digest = sha256_of(
      fmt::format("{}|{}|{}|{}|{}", labels.participant_id, labels.session, labels.task, labels.run, evoked.condition));
  std::uint64_t head = 0;
  std::from_chars(digest.data(), digest.data() + 16, head, 16);
  return parallel::derive(options.seed, head);
}

// Conditions that share events are not independent, which the error of their difference supposes.
void warn_of_shared_events(const eeg::Epochs& epochs, const std::vector<Wave>& waves, const MeasureOptions& options,
                           Warnings& warnings) {
  const bool subtracts = !options.contrasts.empty() || std::any_of(waves.begin(), waves.end(), [](const Wave& wave) {
    return wave.conditions().size() > 1;
  });
  if (!subtracts) return;
  for (const eeg::SharedEvents& pair : eeg::shared_events(epochs))
    warnings.push_back(
        fmt::format("{}: conditions {} and {} share events; the SME of a difference of both takes them as independent",
                    source_of(options), in_quotes(pair.one), in_quotes(pair.other)));
}

std::vector<SiteErrors> errors_of(const eeg::Epochs& epochs, std::span<const eeg::Evoked> averages,
                                  const std::vector<Wave>& waves, const MeasureOptions& options, Warnings& warnings) {
  if (options.sme == Sme::none) return {};
  warn_of_shared_events(epochs, waves, options, warnings);
  std::vector<TrialSet> sets;
  for (const eeg::Evoked& average : averages) {
    TrialSet& set = sets.emplace_back(TrialSet{{}, seed_of(average, options)});
    for (const std::size_t kept : eeg::kept_trials(epochs, average.condition)) set.trials.push_back(&epochs.data[kept]);
  }
  return options.sme == Sme::bootstrap ? bootstrap_errors(sets, waves, epochs.times, options)
                                       : analytic_errors(sets, waves, epochs.times, options);
}

// Averages of one participant, session, task and run, in the order of the file.
std::vector<std::vector<eeg::Evoked>> by_labels(std::span<const eeg::Evoked> averages) {
  std::vector<std::vector<eeg::Evoked>> out;
  for (const eeg::Evoked& average : averages) {
    const auto same =
        std::find_if(out.begin(), out.end(), [&](const auto& group) { return group.front().labels == average.labels; });
    if (same == out.end())
      out.push_back({average});
    else
      same->push_back(average);
  }
  return out;
}

// One line a component, with the first of the waves.
void warn_of_cuts(std::span<const eeg::Evoked> averages, const std::vector<Wave>& waves, const MeasureOptions& options,
                  Warnings& warnings) {
  const bool concerned = std::any_of(options.kinds.begin(), options.kinds.end(), [](Kind kind) {
    return kind == Kind::fractional_area_latency || kind == Kind::centroid_latency;
  });
  if (!options.tell_cuts || !concerned) return;
  for (const Component& component : options.components) {
    std::vector<std::string> cut;
    for (const Wave& wave : waves) {
      if (!wave.unusable.empty()) continue;
      const Eigen::RowVectorXd values = waveform_of(wave, averages);
      const Waveform waveform{{values.data(), static_cast<std::size_t>(values.size())},
                              averages[wave.terms.front().condition].times};
      const Window window = placed(waveform.times, component.window, options.window_ends);
      if (is_cut(waveform, window, seen_in(wave, component).polarity)) cut.push_back(wave.site + " " + wave.condition);
    }
    if (!cut.empty())
      warnings.push_back(
          fmt::format("{}: the window of component {} cuts it in {} of {} waves ({}{}): above half of its height at an "
                      "end; what is "
                      "outside would move area latency and centroid",
                      source_of(options), in_quotes(component.name), cut.size(), waves.size(), cut.front(),
                      cut.size() > 1 ? ", ..." : ""));
  }
}

void append_contrasts(const MeasureOptions& options, Measures& out) {
  std::vector<Measure> rows = contrast_rows(out.rows, options.contrasts, source_of(options));
  std::move(rows.begin(), rows.end(), std::back_inserter(out.rows));
}

}  // namespace

void require_local_peaks(std::span<const Measure> rows) {
  for (const Measure& row : rows)
    if (row.excluded == kNoLocalPeak)
      throw analysis_error(
          fmt::format("{}: condition {}: {} at {} has no local peak in the window; widen it or lower "
                      "--neighbourhood",
                      row.source, in_quotes(row.condition), row.measure, row.site));
}

Measures measure(std::span<const eeg::Evoked> evoked, const MeasureOptions& options) {
  check(options);
  if (options.sme != Sme::none)
    throw usage_error(
        "averages carry no trials to estimate the SME from; measure a file of epochs (attune eeg --epochs)");
  Measures out;
  for (const std::vector<eeg::Evoked>& averages : by_labels(evoked)) {
    const std::vector<Wave> waves = choose_waves(averages, options, source_of(options), out.warnings);
    append_rows(averages, waves, {}, options, out);
    warn_of_cuts(averages, waves, options, out.warnings);
  }
  append_contrasts(options, out);
  return out;
}

Measures measure(const eeg::Epochs& epochs, const MeasureOptions& options) {
  check(options);
  Measures out;
  const std::vector<eeg::Evoked> averages = eeg::average(epochs);
  if (averages.empty()) return out;
  const std::vector<Wave> waves = choose_waves(averages, options, source_of(options), out.warnings);
  append_rows(averages, waves, errors_of(epochs, averages, waves, options, out.warnings), options, out);
  warn_of_cuts(averages, waves, options, out.warnings);
  append_contrasts(options, out);
  return out;
}

}  // namespace attune::erp
