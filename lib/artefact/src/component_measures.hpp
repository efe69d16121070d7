#pragma once

#include <Eigen/Dense>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attune/artefact/eog.hpp"
#include "attune/artefact/ica.hpp"
#include "attune/base/units.hpp"
#include "attune/eeg/recording.hpp"
#include "attune/signal/segments.hpp"

namespace attune::artefact {

/// Power of each row (rows x bins) at 0, 0.5, 1, ... Hz: Welch, 2 s Hann windows that half overlap, mean removed.
/// No rows of NaN: without one whole window there are no bins.
struct Spectra {
  Eigen::MatrixXd power;
  Eigen::VectorXd frequencies;
};
Spectra spectra_of(const Eigen::MatrixXd& sources, std::span<const signal::Segment> segments, Hertz sampling_frequency,
                   parallel::Threads threads);

/// Least-squares slope of log10 power on log10 frequency in [from, to], without 2 Hz around the lines; NaN with fewer
/// than 8 bins.
double log_slope(const Spectra& spectra, Eigen::Index row, double from, double to);
/// Power at the line frequency: mean within 1 Hz over that 2 to 5 Hz beside it, and its share of all above 1 Hz; NaN
/// where the spectrum does not reach.
struct LinePower {
  double ratio, share;
};
LinePower line_power(const Spectra& spectra, Eigen::Index row, double line);

/// Sources of the ICA on a zero-phase filtered copy, and the eyes' sources beside them.
struct FilteredSources {
  Eigen::MatrixXd components;  ///< components x samples
  Eigen::MatrixXd eog;         ///< sources x samples
  Warnings warnings;           ///< segments that are shorter than the filter
};
FilteredSources filtered_sources(const eeg::Recording& recording, const Ica& ica, std::span<const EogSource> eog,
                                 Hertz highpass, std::optional<Hertz> lowpass, parallel::Threads threads);

/// Which of the ICA's channels are frontal, and how that is known.
struct Frontal {
  std::vector<bool> is;
  std::string known;  ///< "positions", "names" or "unknown"
};
Frontal frontal_channels(const eeg::Recording& recording, const Ica& ica);
double frontal_dominance(const Eigen::VectorXd& weights, const Frontal& frontal);
/// For each channel its four nearest, by position; empty unless every channel has one.
std::vector<std::vector<Eigen::Index>> neighbours_of(const eeg::Recording& recording, const Ica& ica);
double smoothness(const Eigen::VectorXd& weights, const std::vector<std::vector<Eigen::Index>>& neighbours);

}  // namespace attune::artefact
