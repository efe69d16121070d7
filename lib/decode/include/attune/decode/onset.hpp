#pragma once

#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "attune/base/units.hpp"
#include "attune/eeg/time_axis.hpp"
#include "attune/erp/waveform.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/parallel/stream.hpp"

namespace attune::decode {

struct OnsetOptions {
  Milliseconds from{0};   ///< nothing before counts
  double fraction = 0.5;  ///< of the peak above chance
  int run = 3;            ///< times in a row that are significant
};

/// The first time from which on `run` times in a row have a score above the threshold; or why there is none.
erp::Reading run_onset(std::span<const double> scores, double threshold, const eeg::TimeAxis& times,
                       const OnsetOptions& options);
/// Where the curve, followed back from its largest value above chance, first falls to the fraction of it, between the
/// times (`erp::fractional_peak_onset`); or why there is none.
erp::Reading fraction_onset(std::span<const double> scores, double chance, const eeg::TimeAxis& times,
                            const OnsetOptions& options);

/// An onset and what resampling says about it.
struct OnsetEstimate {
  erp::Reading onset;  ///< ms
  double low = std::numeric_limits<double>::quiet_NaN(), high = std::numeric_limits<double>::quiet_NaN();
  /// Share of draws without an onset; NaN where nothing was drawn.
  double missing = std::numeric_limits<double>::quiet_NaN();
};

/// Percentile interval of the draws' onsets (NaN: none in that draw, counted as later than all others, so that an end
/// among them is NaN). An onset that does not exist has no interval.
OnsetEstimate estimate(erp::Reading onset, std::vector<double> draws, double confidence);

/// How the draws are made: people (rows) with replacement, draw i from Stream(seed, i).
struct PeopleDraws {
  std::int64_t draws = 1000;
  double confidence = 0.95;
  parallel::Seed seed;
  parallel::Threads threads;
};

/// Both onsets, per draw.
struct DrawnOnsets {
  std::vector<double> significant, fraction;
};

/// Onsets of the mean of people drawn anew from `scores` (people x times); the threshold stays.
DrawnOnsets draw_people(const Eigen::Ref<const Eigen::MatrixXd>& scores, double chance, double threshold,
                        const eeg::TimeAxis& times, const OnsetOptions& options, const PeopleDraws& draws);

/// Does the fraction onset of the mean curves differ between two groups?
struct OnsetDifference {
  OnsetEstimate difference;  ///< A - B, ms; people drawn within their groups
  double p = std::numeric_limits<double>::quiet_NaN();
  std::int64_t arrangements = 0;
};
/// p: people change groups, two-sided, (k + 1) / (N + 1); an arrangement without an onset counts as large. NaN where
/// the observed difference does not exist. `drawn` are the groups' draws; if more than 5 % of them have no onset, the
/// difference has no interval.
OnsetDifference compare_onsets(const Eigen::Ref<const Eigen::MatrixXd>& a, const Eigen::Ref<const Eigen::MatrixXd>& b,
                               const std::array<DrawnOnsets, 2>& drawn, double chance, const eeg::TimeAxis& times,
                               const OnsetOptions& options, std::int64_t permutations, const PeopleDraws& draws);

}  // namespace attune::decode
