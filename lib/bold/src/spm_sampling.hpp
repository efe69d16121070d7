#pragma once

#include <Eigen/Dense>
#include <cstddef>
#include <span>

#include "attune/bold/response.hpp"

namespace attune::bold {

/// The time grid of SPM12.
struct SpmGrid {
  double repetition_time = 0;  ///< seconds
  int bins = 16;               ///< of a volume
  int bin = 8;                 ///< in which a volume is sampled, from 1
};

/// The first `parts` of SPM's canonical response, its time derivative and its dispersion derivative in bins of `width`
/// seconds up to 32 s: each response scaled to sum 1 before the differences, then Gram-Schmidt. bins x parts.
Eigen::MatrixXd spm_kernels(std::size_t parts, double width);

/// Stimuli on the grid, convolved with the kernels and sampled once a volume. volumes x parts.
Eigen::MatrixXd spm_regressors(const Eigen::MatrixXd& kernels, std::span<const Stimulus> stimuli, const SpmGrid& grid,
                               Eigen::Index volumes);

/// Subtracts from each column its projections on those before it (Gram-Schmidt, lengths left as they come).
void orthogonalise_columns(Eigen::MatrixXd& columns);

/// The largest value on the grid of the answer to one event.
double spm_peak(const Eigen::Ref<const Eigen::VectorXd>& kernel, double duration, double width);

}  // namespace attune::bold
