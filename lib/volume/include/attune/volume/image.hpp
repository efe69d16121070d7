#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/base/files.hpp"
#include "attune/base/units.hpp"
#include "attune/volume/grid.hpp"

namespace attune {

/// Types a voxel may have in a file. Complex, RGB, RGBA and bit images are refused.
enum class VoxelType { int8, uint8, int16, uint16, int32, uint32, int64, uint64, float32, float64 };
std::size_t size_of(VoxelType type);
std::string name_of(VoxelType type);

/// ANALYZE 7.5 does not say on which side its first voxel is: somebody has to.
enum class AnalyzeSide { neurological, radiological };

/// What a reader may assume where a file is silent.
struct ImageOptions {
  std::optional<AnalyzeSide> analyze_side;  ///< without it an ANALYZE image is refused
  bool assume_ras = false;                  ///< no sform and no qform: RAS+ axes with the header's voxel sizes
};

/// The checked header of a 3D or 4D image. Nothing of the data has been read.
struct ImageHeader {
  std::filesystem::path path;       ///< as named
  std::filesystem::path data_path;  ///< where the voxels are (the .img of a pair)
  std::string format;               ///< "NIfTI-1", "NIfTI-2", "NIfTI-1 pair", "ANALYZE 7.5", "NRRD", ...
  Grid grid;
  std::int64_t volumes = 1;
  VoxelType type = VoxelType::float32;
  bool big_endian = false;
  bool compressed = false;
  std::uint64_t data_offset = 0;
  double slope = 1.0, intercept = 0.0;     ///< value = slope * stored + intercept; 1 and 0 when the file says slope 0
  std::optional<Seconds> repetition_time;  ///< 4D only; from pixdim[4] and the time unit
  std::string affine_source;               ///< "sform", "qform", "ANALYZE, neurological", "assumed RAS", ...
  int sform_code = 0, qform_code = 0;
  std::string description;  ///< space name of the chosen code: "scanner", "aligned", "talairach", "MNI", ...
  Warnings warnings;        ///< such as sform and qform more than 1 mm apart at the corners
};

ImageHeader read_image_header(const std::filesystem::path& path, const ImageOptions& options = {});

/// One volume in memory: scaled values in memory order (i fastest); stored NaN stays NaN.
struct Image {
  ImageHeader header;
  std::vector<double> values;
};

/// A 3D image (or a 4D image of one volume). A 4D image of more volumes is an input error.
Image read_image(const std::filesystem::path& path, const ImageOptions& options = {});

/// One volume as it is stored: host byte order, not scaled, i fastest.
struct StoredVolume {
  std::int64_t index = 0;
  VoxelType type = VoxelType::float32;
  std::span<const std::byte> bytes;
};

/// What a pass over an image saw besides the voxels.
struct StreamResult {
  std::string sha256;  ///< of the file as it lies on disk, taken on the way
};

/// Hands every volume of a 3D or 4D image to `visit`, in order, on the calling thread, while another thread reads and
/// inflates ahead. Memory is a few volumes, whatever their number. Truncated or corrupt data are an input error.
StreamResult stream_volumes(const ImageHeader& header, const std::function<void(const StoredVolume&)>& visit);

/// How `write_nifti` stores values.
struct NiftiOptions {
  VoxelType type = VoxelType::float32;
  double slope = 1.0, intercept = 0.0;     ///< stored = round((value - intercept) / slope) for integer types
  std::optional<Seconds> repetition_time;  ///< 4D
  int space_code = 4;                      ///< sform code: 1 scanner, 2 aligned, 3 Talairach, 4 MNI
};

/// Writes NIfTI-1 volume by volume (`.nii` or `.nii.gz`); sform and qform both hold the affine. A value that does not
/// fit the type is an internal error. `finish` puts the file in place; without it nothing is left.
class NiftiWriter {
 public:
  NiftiWriter(const std::filesystem::path& path, const Grid& grid, std::int64_t volumes, const NiftiOptions& options,
              Overwrite overwrite);
  ~NiftiWriter();
  NiftiWriter(const NiftiWriter&) = delete;
  NiftiWriter& operator=(const NiftiWriter&) = delete;

  void write_volume(std::span<const double> values);
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace attune
