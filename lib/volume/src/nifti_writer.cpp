#include <fmt/format.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

#include "attune/gzip/sink.hpp"
#include "attune/volume/image.hpp"
#include "orientation.hpp"
#include "voxels.hpp"

namespace attune {
namespace {

const std::size_t kDataOffset = 352;
const std::int64_t kLargestDimension = 32767;

/// Writes fields at their places in a little-endian header.
class HeaderBytes {
 public:
  template <class T>
  void put(std::size_t at, T value) {
    static_assert(std::endian::native == std::endian::little);
    std::memcpy(bytes_.data() + at, &value, sizeof(T));
  }
  void put_float(std::size_t at, double value) { put(at, static_cast<float>(value)); }
  void put_short(std::size_t at, std::int64_t value) { put(at, static_cast<std::int16_t>(value)); }
  const std::array<std::byte, kDataOffset>& bytes() const { return bytes_; }

 private:
  std::array<std::byte, kDataOffset> bytes_{};
};

void put_space(HeaderBytes& out, const Affine& affine, int code) {
  const Rotation rotation = to_rotation(affine);
  out.put_float(76, rotation.qfac);
  for (std::size_t axis = 0; axis < 3; ++axis) {
    out.put_float(80 + 4 * axis, rotation.voxel_size[axis]);
    out.put_float(256 + 4 * axis, rotation.exact ? rotation.quaternion[axis] : 0.0);
    out.put_float(268 + 4 * axis, rotation.exact ? affine.rows[axis][3] : 0.0);
    for (std::size_t column = 0; column < 4; ++column)
      out.put_float(280 + 16 * axis + 4 * column, affine.rows[axis][column]);
  }
  out.put_short(252, rotation.exact ? code : 0);
  out.put_short(254, code);
}

std::array<std::byte, kDataOffset> make_header(const Grid& grid, std::int64_t volumes, const NiftiOptions& options) {
  HeaderBytes out;
  out.put<std::int32_t>(0, 348);
  const std::array<std::int64_t, 8> dim{
      volumes > 1 ? 4 : 3, grid.shape[0], grid.shape[1], grid.shape[2], volumes, 1, 1, 1};
  for (std::size_t axis = 0; axis < dim.size(); ++axis) {
    if (dim[axis] < 1 || dim[axis] > kLargestDimension)
      throw Error(Fault::internal, fmt::format("NIfTI-1 cannot hold a dimension of {}", dim[axis]));
    out.put_short(40 + 2 * axis, dim[axis]);
  }
  out.put_short(70, nifti_datatype(options.type));
  out.put_short(72, static_cast<std::int64_t>(8 * size_of(options.type)));
  out.put_float(92, options.repetition_time ? options.repetition_time->count() : 0.0);
  out.put_float(108, kDataOffset);
  out.put_float(112, options.slope);
  out.put_float(116, options.intercept);
  out.put<std::uint8_t>(123, options.repetition_time ? 2 | 8 : 2);
  put_space(out, grid.affine, options.space_code);
  out.put<std::array<char, 4>>(344, {'n', '+', '1', '\0'});
  return out.bytes();
}

template <class T>
T stored(double value) {
  if constexpr (std::is_same_v<T, double>) {
    return value;
  } else if constexpr (std::is_same_v<T, float>) {
    const auto out = static_cast<float>(value);
    if (std::isinf(out) && !std::isinf(value))
      throw Error(Fault::internal, fmt::format("{} does not fit float32", value));
    return out;
  } else {
    // 2^digits is exact as a double, the largest value of a 64-bit integer is not.
    const double end = std::ldexp(1.0, std::numeric_limits<T>::digits);
    const double whole = std::round(value);
    if (!(whole < end) || !(whole >= (std::is_signed_v<T> ? -end : 0.0)))
      throw Error(Fault::internal, fmt::format("{} does not fit the integer type of the image", value));
    return static_cast<T>(whole);
  }
}

template <class T>
void convert(std::span<const double> values, double slope, double intercept, std::vector<std::byte>& out) {
  for (std::size_t at = 0; at < values.size(); ++at) {
    const T value = stored<T>((values[at] - intercept) / slope);
    std::memcpy(out.data() + at * sizeof(T), &value, sizeof(T));
  }
}

bool is_gzip_name(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  if (name.ends_with(".nii.gz")) return true;
  if (name.ends_with(".nii")) return false;
  throw output_error(path, "images are written as NIfTI; give a name that ends in .nii or .nii.gz");
}

}  // namespace

struct NiftiWriter::State {
  State(const std::filesystem::path& path, const Grid& grid, std::int64_t volume_count, const NiftiOptions& how,
        Overwrite overwrite)
      : gzip(is_gzip_name(path)),
        file(path, overwrite),
        sink(file, gzip, how.compression),
        options(how),
        volumes(volume_count),
        buffer(grid.voxels() * size_of(how.type)) {}

  bool gzip;
  AtomicFile file;
  GzipSink sink;
  NiftiOptions options;
  std::int64_t volumes, written = 0;
  std::vector<std::byte> buffer;
};

NiftiWriter::NiftiWriter(const std::filesystem::path& path, const Grid& grid, std::int64_t volumes,
                         const NiftiOptions& options, Overwrite overwrite) {
  const auto header = make_header(grid, volumes, options);
  if (options.slope == 0.0) throw Error(Fault::internal, "a slope of 0 stores nothing");
  state_ = std::make_unique<State>(path, grid, volumes, options, overwrite);
  state_->sink.write(header);
}

NiftiWriter::~NiftiWriter() = default;

void NiftiWriter::write_volume(std::span<const double> values) {
  State& state = *state_;
  const std::size_t width = size_of(state.options.type);
  if (values.size() != state.buffer.size() / width || state.written == state.volumes)
    throw Error(Fault::internal, fmt::format("volume {} of {} has {} values, expected {}", state.written + 1,
                                             state.volumes, values.size(), state.buffer.size() / width));
  // The span is only there to choose the type by.
  with_values({0, state.options.type, {}}, [&](auto typed) {
    convert<typename decltype(typed)::value_type>(values, state.options.slope, state.options.intercept, state.buffer);
  });
  state.sink.write(state.buffer);
  ++state.written;
}

void NiftiWriter::finish() {
  State& state = *state_;
  if (state.written != state.volumes)
    throw Error(Fault::internal, fmt::format("{} volumes were written, expected {}", state.written, state.volumes));
  state.sink.write({}, true);
  state.file.commit();
}

}  // namespace attune
