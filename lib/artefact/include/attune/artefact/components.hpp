#pragma once

#include <Eigen/Dense>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attune/artefact/ica.hpp"
#include "attune/base/units.hpp"
#include "attune/eeg/recording.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/table.hpp"

namespace attune::artefact {

/// What makes a component one of the eyes, of muscles, of the mains or of one electrode.
struct JudgeOptions {
  /// Channels or differences `A-B`. Empty: the EOG channels by type or name, else Fp1, Fpz and Fp2.
  std::vector<std::string> eog;
  /// A component is one of the eyes if
  /// - its |r| with a source (both 1-10 Hz) is at least `eog_certain` (among k components no z can exceed
  ///   (k - 1) / sqrt(k)), or
  /// - its |r| stands out among the components (z above `eog_z`, found again without those that stand out until there
  ///   is no new one) and is at least `eog_correlation`, and its frontal dominance, where frontal channels are known,
  ///   is at least `least_dominance`, or
  /// - its |r| stands out and is at least `eog_weak`, and its frontal dominance and its kurtosis reach both of the
  ///   limits below; without EOG and frontal channels these two are enough.
  /// Where a source is a scalp channel, which sees the brain beneath it too, the kurtosis is asked for in every case.
  double eog_z = 3.0;
  double eog_correlation = 0.4;
  double eog_certain = 0.7;
  double eog_weak = 0.2;
  double dominance = 3.0;
  double kurtosis = 5.0;
  double least_dominance = 1.0;
  /// Muscle: slope of log power on log frequency, 7 Hz to 75 Hz or 0.4 of the sampling frequency, above this
  /// (Fitzgibbon et al. 2016, Clin Neurophysiol 127:1781-1793). Means nothing after a low-pass below that range.
  double muscle_slope = -0.31;
  /// Line noise: power within 1 Hz of the line frequency over that 2 to 5 Hz beside it, and its share of all power
  /// above 1 Hz (a recording may carry a little of it in every component). Absent: the larger of 50 and 60 Hz.
  std::optional<Hertz> line;
  double line_ratio = 5.0;
  double line_share = 0.2;
  /// One electrode's own noise: its share of the squared weights.
  double focus = 0.8;
};

enum class ComponentKind { kept, eye, muscle, line, electrode };
/// "kept", "eye", "muscle", "line", "electrode".
std::string_view name_of(ComponentKind kind);

/// One component's measures, what it was taken for and why. NaN where it could not be measured.
struct JudgedComponent {
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  Eigen::Index component = 0;
  double explained = 0;
  ComponentKind kind = ComponentKind::kept;
  bool remove = false;     ///< only components of the eyes are proposed; the others are flagged
  std::string reason;      ///< with the numbers; empty if nothing stood out
  std::string eog_source;  ///< the source with the largest |r|
  double eog_correlation = kNone;
  double eog_z = kNone;       ///< of that |r| among the components that are no outliers on that source
  double kurtosis = 0;        ///< excess
  double dominance = kNone;   ///< mean squared weight of frontal channels over that of the others
  double smoothness = kNone;  ///< correlation of the weights with the mean of their four nearest neighbours'
  double focus = 0;           ///< largest share of one channel in the squared weights
  std::string focus_channel;
  double slope = kNone;
  double line_ratio = kNone;  ///< power within 1 Hz of the line frequency over that beside it, per Hz
  double line_share = kNone;  ///< of all power above 1 Hz
  double line_hz = kNone;
};

struct Judgement {
  std::vector<JudgedComponent> components;
  std::vector<std::string> eog_sources;
  bool proxies = false;  ///< one of these is a scalp channel
  std::string frontal;   ///< how frontal channels were found: "positions", "names" or "unknown"
  Warnings warnings;

  /// Components to be removed.
  std::vector<Eigen::Index> eyes() const;
};

/// Measures every component on the recording (which needs not be filtered: correlations and spectra are taken from
/// zero-phase filtered copies) and says which are of the eyes. Continuous data only.
Judgement judge_components(const eeg::Recording& recording, const Ica& ica, const JudgeOptions& options,
                           parallel::Threads threads = {});

/// One row per component, in the order of the ICA.
Table to_table(const Judgement& judgement);
std::vector<ColumnMeaning> component_meanings();

/// Power spectrum (Welch: 2 s, Hann, half overlapping, mean removed, within segments) of every component's source:
/// component frequency_hz power_db (re 1 / Hz).
Table component_spectra(const eeg::Recording& recording, const Ica& ica, parallel::Threads threads = {});

/// Values that stand out upwards: z = (x - mean) / SD (n) of those that are none, again until no value is new. Returns
/// z of every value at the end; NaN where there is no spread.
std::vector<double> iterative_z(const std::vector<double>& values, double limit);

}  // namespace attune::artefact
