#include "attune/erp/measure.hpp"

#include <fmt/format.h>

#include <cmath>

#include "attune/base/hash.hpp"
#include "attune/erp/area.hpp"
#include "attune/erp/peak.hpp"
#include "attune/erp/reading.hpp"
#include "site.hpp"
#include "standard_error.hpp"

namespace attune::erp {

Reading read_component(const Waveform& waveform, const Component& component, Kind kind, const MeasureOptions& options) {
  const PeakOptions peak_options{component.polarity, options.neighbourhood, options.peak_place,
                                 options.without_local_peak};
  const CrossingOptions crossing{component.search_from, options.least_peak};
  const Window window = placed(waveform.times, component.window, options.window_ends);
  const auto peak = [&] { return find_peak(waveform, window, peak_options); };
  switch (kind) {
    case Kind::mean_amplitude:
      return mean_amplitude(waveform, window);
    case Kind::peak_amplitude: {
      Peak found = peak();
      return {found.amplitude, std::move(found.reason)};
    }
    case Kind::peak_latency: {
      Peak found = peak();
      return {found.latency_ms, std::move(found.reason)};
    }
    case Kind::positive_area:
      return area(waveform, window, AreaKind::positive);
    case Kind::negative_area:
      return area(waveform, window, AreaKind::negative);
    case Kind::total_area:
      return area(waveform, window, AreaKind::total);
    case Kind::integral_area:
      return area(waveform, window, AreaKind::integral);
    case Kind::fractional_area_latency:
      return fractional_area_latency(waveform, window, component.polarity, options.fraction);
    case Kind::fractional_peak_onset:
      return fractional_peak_onset(waveform, window, peak_options, options.fraction, crossing);
    case Kind::fractional_peak_offset:
      return fractional_peak_offset(waveform, window, peak_options, options.fraction, crossing);
    case Kind::centroid_latency:
      return centroid_latency(waveform, window, component.polarity);
    case Kind::peak_to_peak:
      return peak_to_peak(waveform, window, peak_options, options.counter_window);
  }
  throw Error(Fault::internal, "a measure that is not computed");
}

namespace {

void check(const MeasureOptions& options) {
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

std::string where(const eeg::Evoked& evoked, const MeasureOptions& options) {
  return fmt::format("{}: condition {}", options.source.empty() ? "averages" : options.source,
                     in_quotes(evoked.condition));
}

double in_table_unit(Kind kind, double value) {
  return unit_of(kind) == "ms" ? value : Microvolts(Volts(value)).value();
}

Measure blank_row(const eeg::Evoked& evoked, const Site& site, const Component& component, Kind kind,
                  const MeasureOptions& options) {
  Measure row;
  row.participant_id = evoked.labels.participant_id;
  row.session = evoked.labels.session;
  row.task = evoked.labels.task;
  row.run = evoked.labels.run;
  row.modality = "eeg";
  row.measure = component.name.empty() ? name_of(kind) : component.name + "." + name_of(kind);
  row.site = site.name;
  row.condition = evoked.condition;
  row.unit = unit_of(kind);
  row.n = evoked.trials;
  row.source = options.source;
  return row;
}

// All rows of one condition; `errors` has one entry per site, or is empty.
void append_rows(const eeg::Evoked& evoked, const std::vector<Site>& sites, const std::vector<SiteErrors>& errors,
                 const MeasureOptions& options, Measures& out) {
  for (std::size_t s = 0; s < sites.size(); ++s) {
    const std::string reason = evoked.trials == 0 ? "no trials" : sites[s].unusable;
    const Eigen::RowVectorXd values = reason.empty() ? waveform_of(sites[s], evoked.average) : Eigen::RowVectorXd();
    std::size_t index = 0;
    for (const Component& component : options.components) {
      for (const Kind kind : options.kinds) {
        Measure row = blank_row(evoked, sites[s], component, kind, options);
        const Waveform waveform{{values.data(), static_cast<std::size_t>(values.size())}, evoked.times};
        const Reading reading =
            reason.empty() ? read_component(waveform, component, kind, options) : Reading{.reason = reason};
        row.value = in_table_unit(kind, reading.value);
        row.excluded = reading.reason;
        if (!errors.empty() && reading.reason.empty()) {
          row.quality = in_table_unit(kind, errors[s].values[index]);
          if (const int without = errors[s].draws_without[index]; without > 0)
            out.warnings.push_back(
                fmt::format("{}: {} at {} does not exist in {} of {} bootstrap draws{}", where(evoked, options),
                            row.measure, row.site, without, options.bootstraps,
                            std::isnan(row.quality) ? ", so it has no SME" : ", left out of its SME"));
        }
        out.rows.push_back(std::move(row));
        ++index;
      }
    }
  }
}

std::vector<bool> bad_rows(const eeg::Evoked& evoked) {
  std::vector<bool> out;
  for (Eigen::Index c = 0; c < evoked.average.rows(); ++c)
    out.push_back(evoked.trials > 0 && evoked.average.row(c).array().isNaN().all());
  return out;
}

// What the random numbers of a condition depend on: whose trials they are, not where the file lies.
parallel::Seed seed_of(const eeg::Evoked& evoked, const MeasureOptions& options) {
  const eeg::Labels& labels = evoked.labels;
  const std::string digest = sha256_of(
      fmt::format("{}|{}|{}|{}|{}", labels.participant_id, labels.session, labels.task, labels.run, evoked.condition));
  return parallel::derive(options.seed, std::stoull(digest.substr(0, 16), nullptr, 16));
}

// The site's wave in one condition: the mean of its channels.
Wave wave_of(const Site& site) {
  Wave wave;
  wave.unusable = site.unusable;
  for (const Eigen::Index channel : site.channels)
    wave.terms.push_back({0, channel, 1.0 / static_cast<double>(site.channels.size())});
  return wave;
}

std::vector<SiteErrors> errors_of(const eeg::Epochs& epochs, const eeg::Evoked& evoked, const std::vector<Site>& sites,
                                  const MeasureOptions& options) {
  TrialSet set{{}, seed_of(evoked, options)};
  for (const std::size_t kept : eeg::kept_trials(epochs, evoked.condition)) set.trials.push_back(&epochs.data[kept]);
  if (options.sme == Sme::none || set.trials.size() < 2) return {};
  std::vector<Wave> waves;
  for (const Site& site : sites) waves.push_back(wave_of(site));
  return options.sme == Sme::bootstrap ? bootstrap_errors({&set, 1}, waves, epochs.times, options)
                                       : analytic_errors({&set, 1}, waves, epochs.times, options);
}

}  // namespace

Measures measure(std::span<const eeg::Evoked> evoked, const MeasureOptions& options) {
  check(options);
  if (options.sme != Sme::none)
    throw usage_error(
        "averages carry no trials to estimate the SME from; measure a file of epochs (attune eeg --epochs)");
  Measures out;
  for (const eeg::Evoked& e : evoked) {
    const auto sites = choose_sites(e.channels, bad_rows(e), options, where(e, options), out.warnings);
    append_rows(e, sites, {}, options, out);
  }
  return out;
}

Measures measure(const eeg::Epochs& epochs, const MeasureOptions& options) {
  check(options);
  Measures out;
  for (const eeg::Evoked& e : eeg::average(epochs)) {
    const auto sites = choose_sites(e.channels, bad_rows(e), options, where(e, options), out.warnings);
    append_rows(e, sites, errors_of(epochs, e, sites, options), options, out);
  }
  return out;
}

}  // namespace attune::erp
