#pragma once

#include <Eigen/Dense>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/base/units.hpp"
#include "attune/bold/design.hpp"
#include "attune/coupling/effective.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/table/table.hpp"

namespace attune::coupling {

/// How frequencies are taken out.
enum class Filter {
  /// Discrete cosines of the run beside the nuisance columns, in one least squares on the frames kept: nothing is
  /// interpolated, nothing that was taken out comes back, and the degrees of freedom are counted exactly.
  cosine,
  /// Censored frames of series and nuisance columns are interpolated linearly (at the ends: the nearest frame kept),
  /// both are filtered forwards and backwards (`butterworth`), censored frames are left out again, and the filtered
  /// nuisance columns are taken out of the filtered series by least squares.
  butterworth
};
/// "cosine" or "butterworth"; another name is a usage error that suggests the nearest.
Filter filter_of(std::string_view name);
std::string_view name_of(Filter filter);

struct CleanOptions {
  /// Nuisance columns and censored frames; its conditions are taken out too where the events are handed over.
  bold::DesignOptions model;
  std::optional<Hertz> low_pass;  ///< highest frequency that is kept
  Filter filter = Filter::cosine;
  /// Each series is made white by its own ARMA(1,1) noise: correlations are then of the innovations.
  bool whiten = false;
  parallel::Threads threads;
};

/// Series of one run without nuisance, and what is known about their frames.
struct CleanedRun {
  Eigen::MatrixXd values;               ///< frames kept x regions; 0 for a region that has a reason
  std::vector<std::string> reasons;     ///< one per region: why it has no series; else empty
  std::vector<SeriesCovariance> noise;  ///< one per region: restricted maximum likelihood, before low-pass
  Eigen::MatrixXd map;                  ///< frames kept x frames kept: what made `values` of the series
  bold::Design nuisance;                ///< columns without the low-pass; frames kept and censored
  Eigen::Index rank = 0;                ///< columns taken out, with those of the low-pass
  double degrees = 0;                   ///< of a correlation of white series: `effective_degrees`
};

/// Cleans the columns of `series` (volumes x regions). `events` may be empty: then no task is taken out. Errors are
/// those of `make_design`; fewer than 5 degrees of freedom left is an analysis error that says what took them. A region
/// with missing values in the frames kept, or without variance, has a reason.
CleanedRun clean(const Eigen::Ref<const Eigen::MatrixXd>& series, std::span<const bold::Event> events,
                 const bold::FrameTimes& frames, const Table* confounds, const CleanOptions& options);

}  // namespace attune::coupling
