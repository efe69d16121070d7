#include "attune/erp/reading.hpp"

#include "attune/erp/area.hpp"
#include "attune/erp/peak.hpp"

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

Component seen_in(const Wave& wave, Component component) {
  if (wave.field_power) component.polarity = Polarity::positive;
  return component;
}

}  // namespace attune::erp
