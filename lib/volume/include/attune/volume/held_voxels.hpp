#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "attune/volume/image.hpp"

namespace attune {

/// The series of some voxels of a 4D image, in memory as they are stored in the file.
class HeldVoxels {
 public:
  HeldVoxels(const ImageHeader& header, std::size_t first, std::span<const std::uint32_t> offsets);

  /// Place of the first among all voxels that were asked for.
  std::size_t first() const { return first_; }
  std::size_t voxels() const { return offsets_.size(); }
  std::size_t volumes() const { return volumes_; }
  /// Scaled values of the voxels [begin, end) into `out`, volumes x voxels, the voxels of one volume side by side. Safe
  /// to call from several threads.
  void scaled(std::size_t begin, std::size_t end, std::span<double> out) const;

  /// Takes the voxels out of one volume.
  void take(const StoredVolume& volume);

 private:
  VoxelType type_;
  double slope_, intercept_;
  std::size_t first_, volumes_;
  std::span<const std::uint32_t> offsets_;
  std::vector<std::byte> bytes_;  // volumes x voxels, as stored
};

/// Hands the voxels at `offsets` (ascending, memory order) to `visit`, as many at a time as fit into `budget` bytes
/// in the file's own type, but at least one; the image is read as often as that takes. Returns the SHA-256 of the file.
std::string visit_held_voxels(const ImageHeader& header, std::span<const std::uint32_t> offsets, std::size_t budget,
                              const std::function<void(const HeldVoxels&)>& visit);

}  // namespace attune
