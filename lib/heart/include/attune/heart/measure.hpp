#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/heart/bands.hpp"
#include "attune/heart/beats.hpp"
#include "attune/heart/frequency_domain.hpp"
#include "attune/heart/nonlinear.hpp"
#include "attune/heart/rr_artefacts.hpp"
#include "attune/heart/rsa.hpp"
#include "attune/heart/time_domain.hpp"
#include "attune/physio/windows.hpp"
#include "attune/table/measures.hpp"

namespace attune::heart {

/// What is known of the beats of one recording.
struct HeartData {
  physio::Intervals intervals;
  std::vector<bool> corrected;  ///< of every interval: whether its length was changed
  std::optional<Beats> beats;   ///< where they were detected here: the quality of the signal
  std::vector<Breath> breaths;  ///< empty: breathing is not known
};

/// What to do about intervals that an artefact or an ectopic beat made.
enum class Artefacts {
  correct,  ///< as `correct_artefacts` places their beats
  drop,     ///< leave them out: what follows follows a gap
  keep      ///< as they were measured
};
/// "correct", "drop", "keep"; anything else is a usage error.
Artefacts parse_artefacts(std::string_view text);

/// Intervals ready to be measured; a note counts the artefacts by kind.
HeartData prepare(const physio::Intervals& intervals, Artefacts what, const ArtefactOptions& options,
                  std::vector<std::string>& notes);

struct MeasureOptions {
  /// Names of measures, or of their groups: time, frequency, nonlinear, rsa, quality. Of the ones that are there
  /// without a choice, beat_quality is left out where beats were not detected here.
  std::vector<std::string> measures{"mean_nn", "heart_rate", "sdnn",  "rmssd",  "pnn50",       "lf",
                                    "hf",      "ln_hf",      "lf_nu", "ln_rsa", "beat_quality"};
  Bands bands = band_set("adult");
  FrequencyOptions frequency;
  double max_artefact = 0.2;  ///< largest artefact share of a window that is measured
  std::string site;
};

/// All names of measures, in the order of the rows.
std::vector<std::string> measure_names();
/// Unit of a measure of that name.
std::string unit_of(std::string_view measure);
/// `measures` with groups replaced by their members, once each, in the order of `measure_names`. An unknown name is a
/// usage error that names the nearest.
std::vector<std::string> measures_of(std::span<const std::string> names);

/// The spectrum of a condition, for its picture.
struct ConditionSpectrum {
  std::string condition;
  IntervalSpectrum spectrum;
};

struct HeartRows {
  std::vector<Measure> rows;               ///< per condition and measure
  std::vector<Measure> windows;            ///< per window, in their order, and measure
  std::vector<ConditionSpectrum> spectra;  ///< where a measure needs them
  Warnings warnings;
};

/// Measures of the windows and, pooled over those of a condition, of the conditions. Runs of several windows are
/// measured together but never joined: the SD is about their common mean, differences and segments lie within runs.
///
/// `quality` is the artefact share of a window: of its time, what lies in no interval or (where beats were detected)
/// has no signal, and the larger of the shares of its intervals that were corrected and of its beats that look unlike
/// the others (`kPoorBeat`: noise), added up to at most 1; over windows it is weighted
/// by their lengths. A window with more than `max_artefact` has no values but a reason in `excluded`, and is no part of
/// its condition; a condition of such windows alone is excluded, too. A measure that cannot be had says so in
/// `excluded`, too: vlf asks for segments of 300 s, lf of 50 s (and warns below 120 s), hf of 15 s (60 s). `n` counts
/// what a measure rests on: intervals, successive differences (rmssd, sdsd, pnn50, pnn20), pairs (sd1, sd2), epochs of
/// 30 s (ln_rsa), breaths (peak_to_valley), beats (beat_quality: the mean of `Beats::quality`).
///
/// Warnings say, by condition, where segments are short, breathing is slow (below 9 in a minute, or without breaths a
/// spectrum whose power lies around 0.1 Hz: then HF does not hold it), intervals drift, and a band reaches above half
/// the heart rate. `labels` fills what names the participant. The bits do not depend on the number of threads.
HeartRows measure(const HeartData& data, std::span<const physio::Window> windows, const MeasureOptions& options,
                  const Measure& labels);

}  // namespace attune::heart
