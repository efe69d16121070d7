#pragma once

#include <Eigen/Dense>
#include <optional>
#include <string>
#include <vector>

#include "attune/base/units.hpp"
#include "attune/erp/measure.hpp"
#include "attune/singletrial/site_trials.hpp"

namespace attune::singletrial {

/// How trials are aligned.
struct AlignOptions {
  erp::Component component;             ///< the window whose waveform is the template, and which way it points
  std::optional<Milliseconds> max_lag;  ///< search +- this; absent: see `search_lag`
  std::optional<Hertz> low_pass;        ///< absent: see `low_pass_of`
  int most_rounds = 50;                 ///< of alignment; not settled by then is told
};

/// Half the window, but at least 25 ms.
Milliseconds search_lag(const AlignOptions& options);
/// Two cycles a window, at most 30 Hz: 6.7 Hz for 300 to 600 ms. Faster activity than the component's (alpha under a
/// P3) would be aligned in its place.
Hertz low_pass_of(const AlignOptions& options);

/// Usage errors for a window, lag or frequency that is none, and for epochs that do not hold the window and the lag on
/// either side of it. `trials` of fewer than `kLeastTrials` are an analysis error.
inline constexpr Eigen::Index kLeastTrials = 8;
void check_alignment(const SiteTrials& trials, const AlignOptions& options);

/// What alignment says of one trial. Lags count from the mean of the trials that are not censored.
struct AlignedTrial {
  double lag_ms = 0;
  double latency_ms = 0;   ///< the template's peak + lag
  double amplitude = 0;    ///< volts: the low-passed trial at its latency
  double correlation = 0;  ///< of the template and the window that moved by the lag
  std::string censored;    ///< why lag, latency and amplitude are NaN; empty if they are not
};

/// Iterated alignment of trials with their running average (Woody 1967).
struct Alignment {
  Eigen::RowVectorXd average;      ///< of the aligned trials that are not censored, over the window, low-passed; volts
  double template_latency_ms = 0;  ///< its peak of the component's polarity, between samples; NaN without one
  std::vector<AlignedTrial> trials;
  int rounds = 0;
  bool settled = false;
  std::string reason;  ///< why there is no template latency; empty if there is one
};

/// Low-passes the trials (Gaussian, half amplitude at the frequency, no delay), takes the stimulus-locked average in
/// the component's window as the template, moves the window over every trial by up to the lag either way, takes the
/// largest correlation (between samples by the parabola through three), averages the trials moved by their lags, and
/// again until no lag changes by a twentieth of a sample. A largest correlation at the end of the search is no maximum:
/// the trial is censored ("lag at the edge of the search"), as is a trial without variation. Fewer than half of the
/// trials left is an analysis error. The order of trials changes no more than rounding.
Alignment align(const SiteTrials& trials, const AlignOptions& options);

/// Rows low-passed by a Gaussian whose amplitude response is one half at `frequency`; at the ends its weights are
/// renormalised.
Eigen::MatrixXd smooth_rows(const Eigen::Ref<const Eigen::MatrixXd>& rows, Hertz sampling_frequency, Hertz frequency);

}  // namespace attune::singletrial
