#pragma once

#include <Eigen/Dense>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attune/parallel/chunks.hpp"
#include "attune/spectrum/jackknife.hpp"
#include "attune/spectrum/measure.hpp"
#include "attune/spectrum/signals.hpp"
#include "attune/store/container.hpp"

namespace attune::spectrum {

/// What is made of power by the power before the event, B = its mean over the baseline at the same frequency, both
/// averaged over trials first.
enum class BaselineMode {
  none,
  ratio,    ///< P / B
  decibel,  ///< 10 log10(P / B)
  percent,  ///< 100 (P - B) / B
  zscore    ///< (P - B) / SD over the baseline's times
};
/// `none`, `ratio`, `db`, `percent`, `zscore`; anything else is a usage error.
BaselineMode baseline_mode_of(std::string_view name);

/// A part of the plane of time and frequency: frequencies of [low, high], times of [from, to), each end at its nearest
/// sample.
struct Region {
  std::string name;
  Band band;
  eeg::Span times;
};
/// `NAME:LOW:HIGH:FROM:TO` in Hz and ms, for example `theta:4:8:200:500`; anything else is a usage error.
Region parse_region(std::string_view text);

struct WaveletOptions {
  std::vector<double> frequencies;  ///< Hz, ascending
  std::vector<double> cycles{5};    ///< one for all, or one a frequency
  BaselineMode mode = BaselineMode::none;
  std::optional<eeg::Span> baseline;  ///< [from, to); needed for every mode but none
  bool keep_edges = false;            ///< give values also where a wavelet reaches beyond the trial
  std::vector<Region> regions;
  std::vector<Pair> pairs;  ///< channels whose phases are compared
  double confidence = 0.95;
  parallel::Threads threads;
};

/// A region's mean with its error (jackknife over up to 20 blocks of trials), or the reason why there is none.
struct RegionValue {
  Estimate estimate;
  std::string reason;
};

/// A condition in time and frequency. Rows are frequencies, columns times; NaN on bad channels and, unless they are
/// kept, where less than 2 standard deviations of a wavelet's envelope lie within the trial.
struct TimeFrequency {
  std::string condition;
  Eigen::Index trials = 0;
  std::vector<Eigen::MatrixXd> power;      ///< a channel: V^2/Hz, mean over trials, or what the baseline made of it
  std::vector<Eigen::MatrixXd> coherence;  ///< a channel: |mean over trials of z / |z||, 0 to 1
  /// [channel][region]. Coherence squared without the bias that few trials give it: (n C^2 - 1) / (n - 1), which is 0
  /// on average where phases are random.
  std::vector<std::vector<RegionValue>> region_power, region_coherence, region_debiased_coherence;
};

/// How a pair of channels keeps its phases, means over a region; [region].
struct PairPhases {
  /// |mean over trials of u|, u = exp(i (phase of the first - phase of the second)); grows with few trials and with
  /// what both record of one source.
  std::vector<RegionValue> locking;
  std::vector<RegionValue> consistency;  ///< (n locking^2 - 1) / (n - 1): pairwise phase consistency, without that bias
  /// |sum of Im(cross spectrum)| / sum of |Im| (Vinck et al. 2011): blind to what arrives without delay.
  std::vector<RegionValue> weighted_lag;
  std::vector<RegionValue> debiased_weighted_lag;  ///< its square, without the bias of few trials
};

/// Transforms every trial. Continuous signals are an input error; a condition without trials, a baseline or region
/// outside the trial are usage errors. The bits do not depend on the number of threads.
std::vector<TimeFrequency> time_frequency(const Signals& signals, const WaveletOptions& options);
/// [condition][pair]: only regions are computed.
std::vector<std::vector<PairPhases>> phase_locking(const Signals& signals, const WaveletOptions& options);

/// Rows of the measures table, for every condition, channel and region NAME.power, NAME.itc and NAME.itc_debiased, then
/// for every pair NAME.plv, NAME.ppc, NAME.wpli and NAME.wpli_debiased. Intervals are given for power alone.
std::vector<Row> to_rows(const Signals& signals, const WaveletOptions& options,
                         std::span<const TimeFrequency> conditions, std::span<const std::vector<PairPhases>> phases);

/// Power and inter-trial coherence as arrays of condition x channel x frequency x time.
store::Container to_container(const Signals& signals, const WaveletOptions& options,
                              std::span<const TimeFrequency> conditions);

/// What is measured and how, for help: a paragraph each.
std::vector<std::string> wavelet_paragraphs();

}  // namespace attune::spectrum
