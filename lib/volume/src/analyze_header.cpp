#include <fmt/format.h>

#include <array>
#include <cmath>

#include "attune/base/byte_cursor.hpp"
#include "headers.hpp"
#include "orientation.hpp"
#include "voxels.hpp"

namespace attune {
namespace {

struct AnalyzeFields {
  std::array<std::int64_t, 8> dim{};
  int datatype = 0, bitpix = 0, orient = 0;
  std::array<double, 8> pixdim{};
  double vox_offset = 0, scale = 0, intercept = 0, shown_max = 0, shown_min = 0;
  double stored_max = 0, stored_min = 0;
  std::array<int, 3> origin{};
};

AnalyzeFields read_fields(ByteCursor& cursor) {
  AnalyzeFields out;
  cursor.seek(40, "dim");
  for (auto& size : out.dim) size = cursor.read<std::int16_t>("dim");
  cursor.seek(70, "datatype");
  out.datatype = cursor.read<std::int16_t>("datatype");
  out.bitpix = cursor.read<std::int16_t>("bitpix");
  cursor.seek(76, "pixdim");
  for (double& size : out.pixdim) size = cursor.read<float>("pixdim");
  out.vox_offset = cursor.read<float>("vox_offset");
  out.scale = cursor.read<float>("funused1");
  out.intercept = cursor.read<float>("funused2");
  cursor.seek(124, "cal_max");
  out.shown_max = cursor.read<float>("cal_max");
  out.shown_min = cursor.read<float>("cal_min");
  cursor.seek(140, "glmax");
  out.stored_max = cursor.read<std::int32_t>("glmax");
  out.stored_min = cursor.read<std::int32_t>("glmin");
  cursor.seek(252, "orient");
  out.orient = cursor.read<std::uint8_t>("orient");
  for (int& index : out.origin) index = cursor.read<std::int16_t>("originator");
  cursor.seek(348, "the end of the header");
  return out;
}

/// SPM's use of fields that ANALYZE left free: funused1 is the scale and funused2 the intercept; without a scale, the
/// calibrated over the stored range, where both are given.
void set_scaling(ImageHeader& header, const AnalyzeFields& fields) {
  if (std::isfinite(fields.scale) && fields.scale != 0.0) {
    header.slope = fields.scale;
    header.intercept = std::isfinite(fields.intercept) ? fields.intercept : 0.0;
    return;
  }
  const double stored = fields.stored_max - fields.stored_min, shown = fields.shown_max - fields.shown_min;
  if (stored == 0.0 || shown == 0.0 || !std::isfinite(shown)) return;
  header.slope = shown / stored;
  header.intercept = fields.shown_min - header.slope * fields.stored_min;
  header.warnings.push_back(
      fmt::format("{}: scaled by {} and {} from cal_max, cal_min, glmax and glmin, as SPM2 does, "
                  "because the header has no scale",
                  describe(header.path), header.slope, header.intercept));
}

void place(ImageHeader& header, const AnalyzeFields& fields, AnalyzeSide side) {
  const auto& shape = header.grid.shape;
  bool any = false, sensible = true;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    any = any || fields.origin[axis] != 0;
    sensible = sensible && fields.origin[axis] > -shape[axis] && fields.origin[axis] < 2 * shape[axis];
  }
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double given = fields.pixdim[axis + 1];
    const double size = given == 0.0 && shape[axis] == 1 ? 1.0 : std::abs(given);
    if (!(size > 0.0) || !std::isfinite(size))
      throw input_error(header.path, fmt::format("pixdim[{}] is {}, expected a voxel size above 0", axis + 1, given));
    if (given < 0.0)
      header.warnings.push_back(
          fmt::format("{}: pixdim[{}] is {}; its absolute value is used, the side is as you state",
                      describe(header.path), axis + 1, given));
    const double step = axis == 0 && side == AnalyzeSide::radiological ? -size : size;
    const double origin = any && sensible ? fields.origin[axis] - 1.0 : static_cast<double>(shape[axis] - 1) / 2.0;
    for (std::size_t column = 0; column < 3; ++column)
      header.grid.affine.rows[axis][column] = column == axis ? step : 0.0;
    header.grid.affine.rows[axis][3] = -origin * step;
  }
  header.affine_source =
      fmt::format("ANALYZE, {}, {}", side == AnalyzeSide::radiological ? "radiological" : "neurological",
                  any && sensible ? "origin of the header" : "origin at the centre");
}

}  // namespace

void parse_analyze(ImageHeader& header, std::span<const std::byte> bytes, std::endian order,
                   const ImageOptions& options) {
  ByteCursor cursor(bytes, header.path, order);
  AnalyzeFields fields = read_fields(cursor);
  header.format = "ANALYZE 7.5";
  header.big_endian = order == std::endian::big;
  // Old writers leave the dimensions after the third at 0.
  for (std::size_t axis = 4; axis < 8; ++axis)
    if (fields.dim[axis] == 0) fields.dim[axis] = 1;
  set_shape(header, fields.dim);
  header.type = voxel_type(header.path,
                           fields.datatype == 130   ? 256
                           : fields.datatype == 132 ? 512
                           : fields.datatype == 136 ? 768
                                                    : fields.datatype,
                           fields.bitpix);
  header.data_offset = data_offset(header.path, fields.vox_offset, 0);
  if (fields.orient > 0 && fields.orient < 6)
    throw input_error(header.path, at_byte(252),
                      fmt::format("orient is {}, expected 0 (transverse slices); convert the "
                                  "image to NIfTI with the program that wrote it",
                                  fields.orient));
  if (!options.analyze_side)
    throw input_error(
        header.path,
        "is ANALYZE 7.5, which does not say which side is left; give --analyze-side neurological (the first "
        "voxel is at the patient's left) or --analyze-side radiological (at the right)");
  set_scaling(header, fields);
  place(header, fields, *options.analyze_side);
  auto matrix = header.path;
  matrix.replace_extension(".mat");
  if (std::filesystem::exists(matrix))
    header.warnings.push_back(fmt::format(
        "{}: an SPM matrix lies beside the image; it is not read, the header's axes are used", describe(matrix)));
}

std::optional<AnalyzeSide> parse_analyze_side(std::string_view name) {
  if (name.empty()) return std::nullopt;
  if (name == "neurological") return AnalyzeSide::neurological;
  if (name == "radiological") return AnalyzeSide::radiological;
  throw usage_error(fmt::format("{} is no side; give neurological or radiological", in_quotes(name)));
}

}  // namespace attune
