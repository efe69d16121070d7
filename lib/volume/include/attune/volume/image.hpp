#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/base/files.hpp"
#include "attune/base/units.hpp"
#include "attune/volume/grid.hpp"

namespace attune {

/// Types a voxel may have in a file. Complex, RGB, RGBA, bit and 128-bit images are refused.
enum class VoxelType { int8, uint8, int16, uint16, int32, uint32, int64, uint64, float32, float64 };
std::size_t size_of(VoxelType type);
std::string name_of(VoxelType type);

/// ANALYZE 7.5 does not say on which side its first voxel is: somebody has to. `neurological`: the voxel index i grows
/// towards the patient's right (RAS). `radiological`: i grows towards the patient's left, the first voxel is on the
/// right (LAS); this is what SPM and FSL take for granted.
enum class AnalyzeSide { neurological, radiological };

/// "neurological" or "radiological"; nothing for empty text, a usage error for any other.
std::optional<AnalyzeSide> parse_analyze_side(std::string_view name);

/// What a reader may assume where a file is silent.
struct ImageOptions {
  std::optional<AnalyzeSide> analyze_side;  ///< without it an ANALYZE image is refused
  /// No sform and no qform (or NRRD without a space): RAS+ axes, the header's voxel sizes, voxel (0,0,0) at 0 mm, which
  /// is method 1 of the NIfTI-1 standard.
  bool assume_ras = false;
};

/// The checked header of a 3D or 4D image. Nothing of the data has been read.
struct ImageHeader {
  std::filesystem::path path;       ///< as named
  std::filesystem::path data_path;  ///< where the voxels are (the .img of a pair)
  std::string format;               ///< "NIfTI-1", "NIfTI-2", "NIfTI-1 pair", "ANALYZE 7.5", "MGH", "NRRD"
  Grid grid;
  std::int64_t volumes = 1;
  VoxelType type = VoxelType::float32;
  bool big_endian = false;
  bool compressed = false;  ///< the data are gzipped, whatever the name says
  std::uint64_t data_offset = 0;
  double slope = 1.0, intercept = 0.0;     ///< value = slope * stored + intercept; 1 and 0 when the file says slope 0
  std::optional<Seconds> repetition_time;  ///< 4D only; from pixdim[4] and the time unit (no unit: seconds)
  std::string affine_source;               ///< "sform", "qform", "ANALYZE, neurological", "assumed RAS", ...
  int sform_code = 0, qform_code = 0;
  std::string description;  ///< space name of the chosen code: "scanner", "aligned", "Talairach", "MNI", "template", ""
  Warnings warnings;        ///< such as sform and qform more than 1 mm apart at the corners
};

/// Reads and checks the header of a NIfTI-1, NIfTI-2 (`.nii` or either file of a `.hdr`/`.img` pair), ANALYZE 7.5, MGH
/// or NRRD image, gzipped or not: the content decides, not the name. The affine is the sform if its code is above 0,
/// else the qform if its code is above 0. A slope of 0 or NaN means no scaling (the NaN with a warning). Refused as
/// input errors that name the field: fields out of range, singular affines, more than four dimensions, types that are
/// not real numbers, and data larger than the file can hold.
ImageHeader read_image_header(const std::filesystem::path& path, const ImageOptions& options = {});

/// One volume in memory: scaled values in memory order (i fastest); stored NaN stays NaN.
struct Image {
  ImageHeader header;
  std::vector<double> values;
};

/// A 3D image (or a 4D image of one volume). A 4D image of more volumes is an input error.
Image read_image(const std::filesystem::path& path, const ImageOptions& options = {});

/// One volume as it is stored: host byte order, not scaled, i fastest, aligned for its type.
struct StoredVolume {
  std::int64_t index = 0;
  VoxelType type = VoxelType::float32;
  std::span<const std::byte> bytes;
};

/// slope * stored + intercept of every voxel, in double, into `out` (as long as the volume has voxels).
void scale_values(const ImageHeader& header, const StoredVolume& volume, std::span<double> out);

/// What a pass over an image saw besides the voxels.
struct StreamResult {
  std::string sha256;  ///< of the file `ImageHeader::data_path` as it lies on disk, taken on the way
};

/// Hands every volume of a 3D or 4D image to `visit`, in order, on the calling thread, while another thread reads and
/// inflates ahead. Memory is a few volumes, whatever their number (NRRD is read whole). Truncated or corrupt data are
/// an input error, raised at the latest after the last volume, when the gzip checksum has been seen.
StreamResult stream_volumes(const ImageHeader& header, const std::function<void(const StoredVolume&)>& visit);

/// How `NiftiWriter` stores values.
struct NiftiOptions {
  VoxelType type = VoxelType::float32;
  double slope = 1.0, intercept = 0.0;     ///< stored = (value - intercept) / slope, rounded for integer types
  std::optional<Seconds> repetition_time;  ///< 4D
  int space_code = 4;                      ///< sform code: 1 scanner, 2 aligned, 3 Talairach, 4 MNI
  int compression = 6;                     ///< zlib level of `.nii.gz`, 1 to 9
};

/// Writes NIfTI-1 volume by volume (`.nii` or `.nii.gz`; anything else is an output error); sform and qform both hold
/// the affine (a sheared one has no qform). The same calls give the same bytes: no time and no name is stored. A value
/// that does not fit the type is an internal error. `finish` puts the file in place; without it nothing is left.
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
