#include "orientation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/base/number_text.hpp"

namespace attune {
namespace {

const Millimetres kFormsAgree{1.0};   // further apart at a corner is worth a warning
const double kFlat = 1e-9;            // voxel volume over the product of the axis lengths
const double kUnitQuaternion = 1e-3;  // how much longer than 1 rounding to float may leave b, c, d
const double kShear = 1e-4;           // cosine between axes that still counts as perpendicular
const Seconds kLongRepetition{100.0};

const char* space_name(int code) {
  switch (code) {
    case 1:
      return "scanner";
    case 2:
      return "aligned";
    case 3:
      return "Talairach";
    case 4:
      return "MNI";
    case 5:
      return "template";
    default:
      return "";
  }
}

double millimetres_per_unit(const std::filesystem::path& path, int units) {
  switch (units & 7) {
    case 0:
    case 2:
      return 1.0;
    case 1:
      return 1000.0;
    case 3:
      return 0.001;
    default:
      throw input_error(path,
                        fmt::format("xyzt_units is {}, whose spatial part {} is none of metre (1), millimetre (2) "
                                    "and micrometre (3)",
                                    units, units & 7));
  }
}

std::optional<Seconds> repetition_time(const NiftiSpace& space, Warnings& warnings, const std::filesystem::path& path) {
  const double step = space.pixdim[4];
  if (!(step > 0.0) || !std::isfinite(step)) return {};
  double seconds_per_unit = 0.0;
  switch (space.units & 0x38) {
    case 0:
    case 8:
      seconds_per_unit = 1.0;
      break;
    case 16:
      seconds_per_unit = 1e-3;
      break;
    case 24:
      seconds_per_unit = 1e-6;
      break;
    default:
      return {};  // hertz, ppm, radians: the fourth axis is not time
  }
  // NIfTI-1 stores floats: take the shortest decimal that reads back to the same float, so that 1.8 stays 1.8.
  const double exact = parse_double(fmt::format("{}", static_cast<float>(step))).value_or(step);
  const Seconds out((static_cast<float>(step) == step ? exact : step) * seconds_per_unit);
  if (out > kLongRepetition)
    warnings.push_back(
        fmt::format("{}: repetition time (pixdim[4]) is {} s; are these milliseconds under the unit code "
                    "of seconds?",
                    describe(path), out.count()));
  return out;
}

std::array<double, 3> voxel_sizes(const ImageHeader& header, const NiftiSpace& space) {
  std::array<double, 3> out{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double size = space.pixdim[axis + 1];
    // Axes beyond the image's own dimensions are often left at 0: a single slice still needs a thickness.
    out[axis] = size == 0.0 && header.grid.shape[axis] == 1 ? 1.0 : std::abs(size);
    if (!std::isfinite(size) || out[axis] == 0.0)
      throw input_error(header.path, fmt::format("pixdim[{}] is {}, expected a voxel size above 0", axis + 1, size));
  }
  return out;
}

Affine qform_of(const ImageHeader& header, const NiftiSpace& space) {
  double squared = 0.0;
  for (const double part : space.quaternion) squared += part * part;
  if (!(squared <= 1.0 + kUnitQuaternion))
    throw input_error(header.path, fmt::format("quatern_b, c, d are {}, {}, {}: not part of a unit quaternion",
                                               space.quaternion[0], space.quaternion[1], space.quaternion[2]));
  const Affine out =
      from_quaternion(space.quaternion, space.pixdim[0] < 0.0 ? -1.0 : 1.0, voxel_sizes(header, space), space.offset);
  check_affine(header.path, out, "qform");
  return out;
}

void compare_forms(ImageHeader& header, const NiftiSpace& space) {
  try {
    const Millimetres apart = corner_distance(header.grid.shape, Affine{space.sform}, qform_of(header, space)) *
                              millimetres_per_unit(header.path, space.units);
    if (apart > kFormsAgree)
      header.warnings.push_back(
          fmt::format("{}: sform (code {}) and qform (code {}) are {:.3g} mm apart at the corners; "
                      "the sform is used",
                      describe(header.path), space.sform_code, space.qform_code, apart.value()));
  } catch (const Error& unusable) {
    header.warnings.push_back(fmt::format("{}; the sform is used", unusable.what()));
  }
}

void scale_lengths(Affine& affine, double factor) {
  for (auto& row : affine.rows)
    for (double& value : row) value *= factor;
}

}  // namespace

std::string shape_text(const std::array<std::int64_t, 3>& shape) {
  return fmt::format("{}x{}x{}", shape[0], shape[1], shape[2]);
}

void check_affine(const std::filesystem::path& path, const Affine& affine, const std::string& source) {
  double lengths = 1.0;
  for (std::size_t c = 0; c < 3; ++c) {
    lengths *= std::hypot(affine.rows[0][c], affine.rows[1][c], affine.rows[2][c]);
    if (!std::isfinite(affine.rows[c][3]))
      throw input_error(path, fmt::format("the offset of the {} is {}, expected a number", source, affine.rows[c][3]));
  }
  const double volume = affine.determinant();
  if (!(std::abs(volume) > kFlat * lengths) || !std::isfinite(lengths) || !std::isnormal(volume))
    throw input_error(path,
                      fmt::format("the {} is singular (voxel volume {} mm^3): voxels have no place", source, volume));
}

Affine from_quaternion(const std::array<double, 3>& quaternion, double qfac, const std::array<double, 3>& voxel_size,
                       const std::array<double, 3>& offset) {
  double b = quaternion[0], c = quaternion[1], d = quaternion[2];
  const double squared = b * b + c * c + d * d;
  const double a = squared < 1.0 ? std::sqrt(1.0 - squared) : 0.0;
  if (squared > 1.0) {
    const double length = std::sqrt(squared);
    b /= length, c /= length, d /= length;
  }
  const double rotation[3][3] = {{a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c)},
                                 {2 * (b * c + a * d), a * a + c * c - b * b - d * d, 2 * (c * d - a * b)},
                                 {2 * (b * d - a * c), 2 * (c * d + a * b), a * a + d * d - b * b - c * c}};
  Affine out;
  for (std::size_t r = 0; r < 3; ++r) {
    out.rows[r] = {rotation[r][0] * voxel_size[0], rotation[r][1] * voxel_size[1],
                   rotation[r][2] * voxel_size[2] * qfac, offset[r]};
  }
  return out;
}

Rotation to_rotation(const Affine& affine) {
  Rotation out;
  double r[3][3];
  for (std::size_t c = 0; c < 3; ++c) {
    out.voxel_size[c] = std::hypot(affine.rows[0][c], affine.rows[1][c], affine.rows[2][c]);
    for (std::size_t row = 0; row < 3; ++row) r[row][c] = affine.rows[row][c] / out.voxel_size[c];
  }
  out.exact = true;
  for (std::size_t c = 0; c < 3; ++c) {
    const std::size_t next = (c + 1) % 3;
    const double cosine = r[0][c] * r[0][next] + r[1][c] * r[1][next] + r[2][c] * r[2][next];
    out.exact = out.exact && std::abs(cosine) < kShear;
  }
  if (affine.determinant() < 0) {
    out.qfac = -1.0;
    for (auto& row : r) row[2] = -row[2];
  }
  // The largest of the four squared components is divided by, so that none is lost to rounding.
  const double trace = r[0][0] + r[1][1] + r[2][2];
  double a = 0, b = 0, c = 0, d = 0;
  if (trace > 0) {
    a = std::sqrt(1 + trace) / 2;
    b = (r[2][1] - r[1][2]) / (4 * a), c = (r[0][2] - r[2][0]) / (4 * a), d = (r[1][0] - r[0][1]) / (4 * a);
  } else if (r[0][0] >= r[1][1] && r[0][0] >= r[2][2]) {
    b = std::sqrt(1 + r[0][0] - r[1][1] - r[2][2]) / 2;
    a = (r[2][1] - r[1][2]) / (4 * b), c = (r[0][1] + r[1][0]) / (4 * b), d = (r[0][2] + r[2][0]) / (4 * b);
  } else if (r[1][1] >= r[2][2]) {
    c = std::sqrt(1 + r[1][1] - r[0][0] - r[2][2]) / 2;
    a = (r[0][2] - r[2][0]) / (4 * c), b = (r[0][1] + r[1][0]) / (4 * c), d = (r[1][2] + r[2][1]) / (4 * c);
  } else {
    d = std::sqrt(1 + r[2][2] - r[0][0] - r[1][1]) / 2;
    a = (r[1][0] - r[0][1]) / (4 * d), b = (r[0][2] + r[2][0]) / (4 * d), c = (r[1][2] + r[2][1]) / (4 * d);
  }
  const double sign = a < 0 ? -1.0 : 1.0;
  out.quaternion = {sign * b, sign * c, sign * d};
  return out;
}

void place_nifti(ImageHeader& header, const NiftiSpace& space, const ImageOptions& options) {
  header.sform_code = space.sform_code;
  header.qform_code = space.qform_code;
  if (space.sform_code > 0) {
    header.grid.affine = Affine{space.sform};
    header.affine_source = "sform";
    check_affine(header.path, header.grid.affine, "sform");
    if (space.qform_code > 0) compare_forms(header, space);
  } else if (space.qform_code > 0) {
    header.grid.affine = qform_of(header, space);
    header.affine_source = "qform";
  } else if (options.assume_ras) {
    const auto size = voxel_sizes(header, space);
    header.grid.affine = Affine{{{{size[0], 0, 0, 0}, {0, size[1], 0, 0}, {0, 0, size[2], 0}}}};
    header.affine_source = "assumed RAS";
  } else {
    throw input_error(
        header.path,
        "sform_code and qform_code are 0: the file does not say where its voxels are; give --assume-ras if "
        "its axes point to right, anterior and superior");
  }
  header.description = space_name(space.sform_code > 0 ? space.sform_code : space.qform_code);
  scale_lengths(header.grid.affine, millimetres_per_unit(header.path, space.units));
  if (header.volumes > 1) header.repetition_time = repetition_time(space, header.warnings, header.path);
}

}  // namespace attune
