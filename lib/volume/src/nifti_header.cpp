#include <fmt/format.h>

#include <array>
#include <cmath>

#include "attune/base/byte_cursor.hpp"
#include "headers.hpp"
#include "orientation.hpp"
#include "voxels.hpp"

namespace attune {
namespace {

/// The fields of NIfTI-1 and NIfTI-2 that say how to read the voxels.
struct NiftiFields {
  std::array<std::int64_t, 8> dim{};
  int datatype = 0, bitpix = 0;
  double vox_offset = 0, slope = 0, intercept = 0;
  bool pair = false;
  NiftiSpace space;
};

/// The floats that NIfTI-1 and the doubles that NIfTI-2 uses in the same places.
template <class Real, class Integer>
void read_space_fields(ByteCursor& cursor, NiftiSpace& space) {
  space.qform_code = cursor.read<Integer>("qform_code");
  space.sform_code = cursor.read<Integer>("sform_code");
  for (double& part : space.quaternion) part = cursor.read<Real>("quatern");
  for (double& part : space.offset) part = cursor.read<Real>("qoffset");
  for (auto& row : space.sform)
    for (double& value : row) value = cursor.read<Real>("srow");
}

NiftiFields read_nifti1(ByteCursor& cursor) {
  NiftiFields out;
  cursor.seek(40, "dim");
  for (auto& size : out.dim) size = cursor.read<std::int16_t>("dim");
  cursor.seek(70, "datatype");
  out.datatype = cursor.read<std::int16_t>("datatype");
  out.bitpix = cursor.read<std::int16_t>("bitpix");
  cursor.seek(76, "pixdim");
  for (double& size : out.space.pixdim) size = cursor.read<float>("pixdim");
  out.vox_offset = cursor.read<float>("vox_offset");
  out.slope = cursor.read<float>("scl_slope");
  out.intercept = cursor.read<float>("scl_inter");
  cursor.seek(123, "xyzt_units");
  out.space.units = cursor.read<std::uint8_t>("xyzt_units");
  cursor.seek(252, "qform_code");
  read_space_fields<float, std::int16_t>(cursor, out.space);
  cursor.seek(344, "magic");
  const std::string magic = cursor.read_text(4, "magic");
  if (magic != "n+1" && magic != "ni1")
    throw input_error(cursor.path(), at_byte(344),
                      fmt::format("magic is {}, expected 'n+1' or 'ni1'", in_quotes(magic)));
  out.pair = magic == "ni1";
  return out;
}

NiftiFields read_nifti2(ByteCursor& cursor) {
  NiftiFields out;
  cursor.seek(4, "magic");
  const auto raw = cursor.read_bytes(8, "magic");
  const std::string magic(reinterpret_cast<const char*>(raw.data()), raw.size());
  const std::string tail("\0\r\n\x1a\n", 5);
  if (magic != "n+2" + tail && magic != "ni2" + tail)
    throw input_error(
        cursor.path(), at_byte(4),
        fmt::format("magic is {}, expected 'n+2' or 'ni2' and \\x00\\x0d\\x0a\\x1a\\x0a", in_quotes(magic)));
  out.pair = magic.starts_with("ni2");
  out.datatype = cursor.read<std::int16_t>("datatype");
  out.bitpix = cursor.read<std::int16_t>("bitpix");
  for (auto& size : out.dim) size = cursor.read<std::int64_t>("dim");
  cursor.seek(104, "pixdim");
  for (double& size : out.space.pixdim) size = cursor.read<double>("pixdim");
  out.vox_offset = static_cast<double>(cursor.read<std::int64_t>("vox_offset"));
  out.slope = cursor.read<double>("scl_slope");
  out.intercept = cursor.read<double>("scl_inter");
  cursor.seek(344, "qform_code");
  read_space_fields<double, std::int32_t>(cursor, out.space);
  cursor.seek(500, "xyzt_units");
  out.space.units = cursor.read<std::int32_t>("xyzt_units");
  cursor.seek(540, "the end of the header");
  return out;
}

void set_scaling(ImageHeader& header, const NiftiFields& fields) {
  if (fields.slope == 0.0) return;  // the standard: no scaling at all, the intercept included
  if (std::isnan(fields.slope)) {
    header.warnings.push_back(
        fmt::format("{}: scl_slope is NaN, which says nothing; values are taken unscaled", describe(header.path)));
    return;
  }
  if (!std::isfinite(fields.slope) || !std::isfinite(fields.intercept))
    throw input_error(header.path, fmt::format("scl_slope is {} and scl_inter is {}, expected finite numbers",
                                               fields.slope, fields.intercept));
  header.slope = fields.slope;
  header.intercept = fields.intercept;
}

}  // namespace

std::uint64_t data_offset(const std::filesystem::path& path, double offset, std::uint64_t least) {
  const double limit = 9007199254740992.0;  // 2^53: beyond this a double skips integers
  if (!(offset >= static_cast<double>(least)) || offset > limit || offset != std::floor(offset))
    throw input_error(path, fmt::format("vox_offset is {}, expected a whole number of at least {}", offset, least));
  return static_cast<std::uint64_t>(offset);
}

void parse_nifti(ImageHeader& header, std::span<const std::byte> bytes, std::endian order,
                 const ImageOptions& options) {
  ByteCursor cursor(bytes, header.path, order);
  const auto header_size = static_cast<std::uint64_t>(cursor.read<std::int32_t>("sizeof_hdr"));
  const bool second = header_size == 540;
  const NiftiFields fields = second ? read_nifti2(cursor) : read_nifti1(cursor);
  header.format = fmt::format("NIfTI-{}{}", second ? 2 : 1, fields.pair ? " pair" : "");
  header.big_endian = order == std::endian::big;
  set_shape(header, fields.dim);
  header.type = voxel_type(header.path, fields.datatype, fields.bitpix);
  // In a single file the data come after the header and its four extension bytes; extensions lie in between.
  header.data_offset = data_offset(header.path, fields.vox_offset, fields.pair ? 0 : header_size + 4);
  set_scaling(header, fields);
  place_nifti(header, fields.space, options);
}

}  // namespace attune
