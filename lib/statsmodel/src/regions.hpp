#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "attune/roi/atlas.hpp"
#include "run_unit.hpp"

namespace attune::statsmodel {

/// An atlas of the values of a mask image: whole numbers, 0 is background. Regions have the names of the table beside
/// the image (`.tsv`), else their numbers; a mask of one value is called "mask".
roi::Atlas mask_atlas(const std::filesystem::path& path, const ImageOptions& options);

/// Where a node of level Run takes its series from.
class Regions {
 public:
  /// Input and usage errors: Options.Mask with Aggregate beside an atlas, neither mask nor atlas.
  Regions(const StatsModel& model, const Node& node, const Request& request);

  bool voxels() const { return kind_ == Kind::voxels; }
  /// "mean", "eigenvariate": how voxels become a series.
  std::string summary() const { return roi::name_of(extract_.summary); }
  /// Eigenvariates have no resting signal.
  bool has_baseline() const { return extract_.summary != roi::Summary::eigenvariate; }
  Warnings warnings() const { return atlas_ ? atlas_->warnings : Warnings{}; }
  const std::vector<std::filesystem::path>& atlas_inputs() const { return atlas_inputs_; }

  /// The series of a run. Files that were read are added to its inputs.
  roi::RegionSeries series(RunUnit& unit, const Datasets& datasets) const;
  /// The voxels of a run: where the mask (Options.Mask, else the brain mask; without either every voxel) is not 0.
  std::vector<std::uint32_t> offsets(RunUnit& unit, const Datasets& datasets) const;

 private:
  enum class Kind { labels, atlas, voxels };
  std::optional<std::filesystem::path> mask_of(RunUnit& unit, const Datasets& datasets) const;

  const StatsModel& model_;
  const Node& node_;
  Kind kind_ = Kind::atlas;
  roi::ExtractOptions extract_;
  std::optional<roi::Atlas> atlas_;
  std::vector<std::filesystem::path> atlas_inputs_;
};

/// The regions of all runs in one order: those of the first, then others as they come; numbers by value.
std::shared_ptr<const Elements> all_regions(const std::vector<std::vector<std::string>>& names);

}  // namespace attune::statsmodel
