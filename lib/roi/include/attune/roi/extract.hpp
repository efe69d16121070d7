#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/base/units.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/parallel/progress.hpp"
#include "attune/roi/atlas.hpp"
#include "attune/roi/placement.hpp"
#include "attune/roi/space.hpp"
#include "attune/volume/image.hpp"

namespace attune::roi {

/// How a region's voxels become one number.
enum class Summary { mean, median, minimum, maximum, sd, weighted_mean, eigenvariate };
/// "mean", "median", "min", "max", "sd" (n - 1), "weighted-mean" (sum w x / sum w) and "eigenvariate".
Summary parse_summary(std::string_view name);
std::string name_of(Summary summary);

/// How values are taken from an image.
struct ExtractOptions {
  Summary summary = Summary::mean;
  std::optional<std::filesystem::path> mask{};  ///< voxels where it is 0 or not finite do not count
  double min_coverage = 0.5;                    ///< below it the value is missing
  bool keep_zeros = false;                      ///< 3D: exact zeros count; 4D: constant voxels count
  SpaceOptions space{};
  PlaceOptions place{};
  ImageOptions image{};
  parallel::Threads threads{};  ///< for eigenvariates
};

/// What a region's number rests on.
struct RegionCoverage {
  std::string region;
  LabelCode code;
  std::int64_t voxels = 0;        ///< of the region on the image's grid
  std::int64_t used = 0;          ///< that were summarised
  std::int64_t outside_mask = 0;  ///< left out: outside the mask
  std::int64_t not_finite = 0;    ///< left out: NaN or infinite in the image or in any volume
  std::int64_t constant = 0;      ///< left out: exactly 0 (3D), the same in every volume (4D)
  double coverage = 0;            ///< used / voxels, times the share of the region inside the image's box
  WorldPoint centroid{};          ///< of the used voxels, mm; NaN without any
  double tsnr = std::numeric_limits<double>::quiet_NaN();  ///< 4D: mean over used voxels of temporal mean / SD (n - 1)
  double variance_explained = std::numeric_limits<double>::quiet_NaN();  ///< eigenvariate: share, 0 to 1
  std::string excluded;                                                  ///< empty, or why there is no value
};

/// One number per region of a 3D image.
struct RegionValues {
  std::vector<std::string> names;
  Eigen::VectorXd values;  ///< in `names` order; NaN where `coverage[i].excluded` says why
  std::vector<RegionCoverage> coverage;
  Warnings warnings;
};

/// A series per region of a 4D image.
struct RegionSeries {
  std::vector<std::string> names;
  Eigen::MatrixXd values;                  ///< volumes x regions; a column of NaN where `coverage[i].excluded` says why
  std::optional<Seconds> repetition_time;  ///< of the header
  std::vector<RegionCoverage> coverage;
  std::string sha256;  ///< of the image file
  Warnings warnings;
};

/// Summarises the regions of a 3D image. A region's voxels are those inside the mask, finite and not exactly zero.
/// All regions without a value: `Fault::analysis`.
RegionValues extract_values(const ImageHeader& header, const Atlas& atlas, const ExtractOptions& options = {});
/// The same for an atlas that is already placed on the image's grid; spaces are not compared, and an image without any
/// value is no error. For many images on one grid.
RegionValues extract_values(const ImageHeader& header, Placement placement, const ExtractOptions& options = {});

/// Why an image without any value is an error: which, and the reason of the first region.
std::string nothing_left(const ImageHeader& header, const std::vector<RegionCoverage>& coverage);

/// Summarises the regions of a 4D image, volume by volume. A region's voxels are the same in every volume: inside the
/// mask, finite and not constant over all volumes. Means are taken in one pass through the file (sums of all voxels,
/// from which constant voxels are taken back exactly), a second pass is made where a voxel to be left out is neither 0
/// throughout nor an integer, and for the other summaries. Memory does not depend on the number of volumes but for the
/// eigenvariate, which holds voxels x volumes of at least one region (of several up to 256 MiB). The eigenvariate is u1
/// sqrt(s1 / n) of the demeaned voxel series, s1 the largest eigenvalue of y'y, n the number of voxels, with the sign
/// that makes the voxel weights' sum positive (Friston et al. 2006; spm_regions without its whitening). Results do not
/// depend on threads.
RegionSeries extract_series(const ImageHeader& header, const Atlas& atlas, const ExtractOptions& options = {},
                            const parallel::Progress& progress = {});

}  // namespace attune::roi
