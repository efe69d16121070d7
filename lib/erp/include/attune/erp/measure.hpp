#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/eeg/epochs.hpp"
#include "attune/eeg/evoked.hpp"
#include "attune/erp/derived.hpp"
#include "attune/erp/peak.hpp"
#include "attune/erp/waveform.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/parallel/stream.hpp"
#include "attune/table/measures.hpp"

namespace attune::erp {

/// What can be measured in a component's window.
enum class Kind {
  mean_amplitude,
  peak_amplitude,
  peak_latency,
  positive_area,
  negative_area,
  total_area,
  integral_area,
  fractional_area_latency,
  fractional_peak_onset,
  fractional_peak_offset,
  centroid_latency,
  peak_to_peak,
};
/// `mean_amplitude`, ...: the names used in tables, study files and options.
std::string name_of(Kind kind);
/// Unknown names are usage errors that suggest the nearest.
Kind kind_of(std::string_view name);
std::vector<Kind> kinds_of(std::span<const std::string> names);
std::vector<std::string> kind_names();
/// "uV", "ms" or "uV*ms".
std::string unit_of(Kind kind);

/// True if the measure depends on which way the component points.
bool needs_polarity(Kind kind);

/// A component: where it is looked for and which way it points.
struct Component {
  std::string name;  ///< empty: measures have no prefix
  Window window{Milliseconds(300), Milliseconds(600)};
  Polarity polarity = Polarity::positive;
  std::optional<Milliseconds> search_from{};  ///< an onset is followed back to here; without it to the window's start
};
/// "positive" or "negative"; anything else is a usage error.
Polarity polarity_of(std::string_view name);

/// A component of the literature with its customary window.
struct Preset {
  const char* name;
  double from_ms, to_ms;
  Polarity polarity;
  std::optional<double> search_from_ms;
  const char* source;  ///< the paper
};
/// N170, MMN, N2pc, N400, P3, LRP, ERN (ERP CORE's measurement windows, and where its scripts start to look for
/// onsets), P1, N2, EPN, LPP, RewP, SPN (customary windows of the papers named).
std::span<const Preset> presets();

/// `name:from:to:polarity`, for example `n400:300:500:negative`, with `:search_from` if onsets are followed back beyond
/// the window; or the bare name of a preset, in any case, whose window may be replaced (`P3:250:500`). What is missing
/// or odd is a usage error. The component keeps the name as it is written.
Component parse_component(std::string_view text);
/// The components of a command line: those of `texts`, or the one without a name that window and polarity make. Both at
/// once, neither, and no polarity where one of `kinds` needs it are usage errors.
std::vector<Component> components_of(std::span<const std::string> texts, const std::optional<Milliseconds>& from,
                                     const std::optional<Milliseconds>& to, const std::string& polarity,
                                     std::span<const Kind> kinds);

/// How the error of a measure is estimated (standardized measurement error, Luck et al. 2021).
enum class Sme {
  none,
  analytic,   ///< SD over trials (n - 1) of the single-trial measure / sqrt(n); only for the linear measures
              ///< mean_amplitude and integral_area, others have none
  bootstrap,  ///< trials drawn anew with replacement within the condition, averaged and measured; SD over draws
};

/// True for the measures whose analytic SME is exact because they are linear in the trials: mean_amplitude and
/// integral_area.
bool has_analytic_sme(Kind kind);
/// Usage error that names the first of `kinds` without one.
void require_analytic_sme(std::span<const Kind> kinds);

/// Weights of the draws are held in memory, one a trial and draw; more draws are a usage error.
inline constexpr int kMostBootstraps = 100'000;

struct MeasureOptions : WaveChoice {
  std::vector<Component> components{Component{}};
  std::vector<Kind> kinds{Kind::mean_amplitude};
  double fraction = 0.5;  ///< of the area or of the peak, in (0, 1)
  int neighbourhood = 0;  ///< samples on either side of a local peak; 0: absolute peak
  WithoutLocalPeak without_local_peak = WithoutLocalPeak::none;
  PeakPlace peak_place = PeakPlace::sample;
  WindowEnds window_ends = WindowEnds::inside;
  std::optional<Window> counter_window{};  ///< where peak_to_peak looks for the counter-peak
  bool trials_known = true;  ///< false: the averages do not say how many trials they are of, and rows have no `n`
  bool tell_cuts = false;    ///< warn where area latencies are taken of components that the window cuts (`is_cut`)
  Microvolts least_peak{0};  ///< a smaller peak has no onset and no offset
  /// Differences of the measures themselves (`n400.peak_latency` of A less that of B), after all other rows; the
  /// measure of a difference wave (`differences`) is another number. Errors: the root of the sum of squares.
  std::vector<Difference> contrasts;
  std::string source;  ///< goes into the rows' source column: the file that is measured
  Sme sme = Sme::none;
  int bootstraps = 1000;
  parallel::Seed seed;
  parallel::Threads threads;
};

/// Rows of the measures table and what is worth telling about them.
struct Measures {
  std::vector<Measure> rows;
  Warnings warnings;
};

/// Paragraphs for help and reference page: the measures, their error, components and derived waves.
std::vector<std::string> definitions();

/// Analysis error that names the first row without a local peak: for those who do not want to go on without one.
void require_local_peaks(std::span<const Measure> rows);

/// One row per component, kind, condition and site, in that order from the outside in: condition, site, component,
/// kind. `measure` is the kind, with the component's name and a dot in front if it has one (`n400.mean_amplitude`);
/// value in microvolts, milliseconds or their product; `n` the trials; `quality` the SME in the row's unit (NaN without
/// one); `excluded` the reason where there is no value. Averages carry no trials, so only `Sme::none` is possible.
Measures measure(std::span<const eeg::Evoked> evoked, const MeasureOptions& options);

/// The same on trials. A bootstrap draw in which the measure does not exist (a peak on the window's edge) is left out
/// of the SD and counted in a warning; if that is so for more than half of the draws there is no SME. Draw b of a
/// condition uses Stream(derive(seed, participant, session, task, run and condition), b): neither threads nor the order
/// of files change it.
Measures measure(const eeg::Epochs& epochs, const MeasureOptions& options);

}  // namespace attune::erp
