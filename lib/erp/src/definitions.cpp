// What is measured, in words: help and reference page of the commands that measure.
#include <fmt/format.h>

#include "attune/erp/measure.hpp"

namespace attune::erp {
namespace {

// Those of one paper together.
std::string known_components() {
  std::string out;
  const std::span<const Preset> all = presets();
  for (std::size_t i = 0; i < all.size(); ++i) {
    out += fmt::format("{} {:g} to {:g} ms {}", all[i].name, all[i].from_ms, all[i].to_ms,
                       all[i].polarity == Polarity::positive ? "positive" : "negative");
    const bool last_of_paper = i + 1 == all.size() || std::string_view(all[i + 1].source) != all[i].source;
    out += last_of_paper ? fmt::format(" ({}){}", all[i].source, i + 1 == all.size() ? "" : "; ") : ", ";
  }
  return out;
}

}  // namespace

std::vector<std::string> definitions() {
  return {
      "Measures: mean_amplitude (mean of the samples in the window); peak_amplitude and peak_latency (largest "
      "sample; with --neighbourhood K a local peak, larger than its neighbours and than the mean of the K samples "
      "on either side; with --peak parabola the vertex through it and its neighbours); peak_to_peak (that peak "
      "minus the largest extremum of the other direction from the event, or --counter-from, to the peak, or "
      "--counter-to); positive_area, negative_area, total_area, integral_area (trapezoids over exactly the "
      "window); fractional_area_latency (the time that divides the component's area at --fraction, solved between "
      "the samples); centroid_latency (the area's mean time); fractional_peak_onset and fractional_peak_offset "
      "(where the waveform, followed back or forth from the peak, crosses --fraction of it, interpolated). What "
      "cannot be measured is n/a with its reason: a peak on the window's edge, no area of the component's "
      "polarity, a window outside the data. A window that cuts its component (above half of its height at an end) is "
      "told, because what is outside would move area latency and centroid.",

      "The column quality is the standardized measurement error (SME). analytic: SD over trials (n - 1) of the "
      "single-trial value / sqrt(n), for mean_amplitude and integral_area alone; bootstrap: trials drawn anew with "
      "replacement, averaged and measured, for every measure. auto: analytic for epochs where the measure has it, "
      "none for averages. Of a derived wave the trials of each condition are drawn by themselves and the whole "
      "chain is repeated; n is the trials of all of its conditions.",

      "Give components as NAME:FROM:TO:POLARITY (ms; positive or negative), any number of them, and the measure "
      "column reads NAME.MEASURE; or one without a name by --from, --to and --polarity. NAME:FROM:TO:POLARITY:START "
      "follows onsets back to START. These names have a window, which NAME:FROM:TO replaces: " +
          known_components() +
          ". ERN and LRP are after the response, SPN before the feedback. Windows of ERP CORE are those it measures "
          "in; the others are in common use for the components that the papers describe: state your own where you have "
          "reason to.",

      "Derived waves: --difference NAME=A-B of conditions or earlier differences; --lateralised NAME=LEFT,RIGHT at "
      "--pairs, contralateral minus ipsilateral, averaged over both sides (N2pc, LRP); --gfp the global field "
      "power, the spatial SD (n) over the good scalp channels, in which every component points up. --contrast NAME=A-B "
      "is the difference of two conditions' measures, not the measure of their difference wave; its error is the root "
      "of the sum of both squares."};
}

}  // namespace attune::erp
