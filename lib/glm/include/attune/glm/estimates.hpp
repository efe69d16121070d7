#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "attune/glm/run.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/table.hpp"

namespace attune::glm {

/// One contrast in one region: of one run, or of a participant's runs joined.
struct Estimate {
  static constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

  RunLabels labels;
  bool of_participant = false;  ///< joined over runs; `labels.run` is then empty
  std::int64_t runs = 1;        ///< that it rests on
  std::int64_t runs_left_out = 0;
  std::string region, contrast;
  bool is_f = false;  ///< an F contrast: has `f` and `df_num`, no effect
  double psc = kMissing, psc_se = kMissing, psc_low = kMissing, psc_high = kMissing;
  double effect = kMissing, se = kMissing, baseline = kMissing;
  double t = kMissing, f = kMissing, df_num = kMissing, df = kMissing, p = kMissing;
  double rho = kMissing, lambda = kMissing, whiteness_p = kMissing;
  std::int64_t volumes = 0, censored = 0;
  double mean_fd = kMissing, tsnr = kMissing, coverage = kMissing;
  std::optional<std::int64_t> voxels;
  std::string excluded;  ///< why there is no estimate, or what is missing of it
  std::string source;    ///< the run's file name
};

/// Fills the 95 % intervals of percent signal change: psc -+ the quantile of t at the row's degrees of freedom times
/// psc_se.
void add_intervals(std::vector<Estimate>& estimates, parallel::Threads threads = {});

/// The estimates table and the meaning of its columns.
Table to_table(const std::vector<Estimate>& estimates);
std::vector<ColumnMeaning> estimate_meanings();

/// Percent signal change as rows of the measures table: one per participant, region and t contrast, of the joined runs
/// where there are several. Quality is coverage.
std::vector<Measure> psc_measures(const std::vector<Estimate>& estimates);

}  // namespace attune::glm
