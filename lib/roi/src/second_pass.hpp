#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "attune/roi/extract.hpp"
#include "attune/volume/image.hpp"

namespace attune::roi {

/// A region whose voxel set is known.
struct KnownRegion {
  std::size_t column = 0;  ///< of the result
  std::vector<std::uint32_t> offsets;
  std::vector<double> weights;  ///< empty or one per offset
};

/// Summarises known voxels volume by volume into the regions' columns of `values` (volumes x all regions).
void summarise_volumes(const ImageHeader& header, const std::vector<KnownRegion>& regions, Summary summary,
                       Eigen::MatrixXd& values);

/// Eigenvariates into the columns of `values`, with the variance explained into `coverage`. Passes through the file as
/// often as needed to hold at most 256 MiB of voxels at a time (or volumes x volumes numbers, if that is more).
void eigenvariates(const ImageHeader& header, const std::vector<KnownRegion>& regions, parallel::Threads threads,
                   Eigen::MatrixXd& values, std::vector<RegionCoverage>& coverage);

}  // namespace attune::roi
