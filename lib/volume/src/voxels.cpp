#include "voxels.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace attune {
namespace {

struct TypeRow {
  VoxelType type;
  int datatype;
  std::size_t bytes;
  const char* name;
};
constexpr std::array<TypeRow, 10> kTypes{{{VoxelType::int8, 256, 1, "int8"},
                                          {VoxelType::uint8, 2, 1, "uint8"},
                                          {VoxelType::int16, 4, 2, "int16"},
                                          {VoxelType::uint16, 512, 2, "uint16"},
                                          {VoxelType::int32, 8, 4, "int32"},
                                          {VoxelType::uint32, 768, 4, "uint32"},
                                          {VoxelType::int64, 1024, 8, "int64"},
                                          {VoxelType::uint64, 1280, 8, "uint64"},
                                          {VoxelType::float32, 16, 4, "float32"},
                                          {VoxelType::float64, 64, 8, "float64"}}};

const TypeRow& row_of(VoxelType type) {
  return *std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeRow& row) { return row.type == type; });
}

std::string refused_type(int datatype) {
  switch (datatype) {
    case 0:
      return "datatype 0 (unknown): the file does not say how voxels are stored";
    case 1:
      return "datatype 1 (one bit per voxel); store it as uint8 first";
    case 32:
    case 1792:
    case 2048:
      return fmt::format("datatype {} (complex); store magnitude or phase as its own image first", datatype);
    case 128:
    case 2304:
      return fmt::format(
          "datatype {} ({} colours, not measurements); take the atlas or map that the colours were made "
          "from",
          datatype, datatype == 128 ? "RGB" : "RGBA");
    case 1536:
      return "datatype 1536 (128-bit float); store it as float64 first";
    default:
      return fmt::format("datatype {}, expected one of 2, 4, 8, 16, 64, 256, 512, 768, 1024, 1280", datatype);
  }
}

template <class Word>
void swap_words(std::span<std::byte> bytes) {
  for (std::size_t at = 0; at + sizeof(Word) <= bytes.size(); at += sizeof(Word)) {
    Word word;
    std::memcpy(&word, bytes.data() + at, sizeof(Word));
    if constexpr (sizeof(Word) == 2)
      word = __builtin_bswap16(word);
    else if constexpr (sizeof(Word) == 4)
      word = __builtin_bswap32(word);
    else
      word = __builtin_bswap64(word);
    std::memcpy(bytes.data() + at, &word, sizeof(Word));
  }
}

// 258 bytes, the longest match of deflate, cost at least two bits.
const std::uint64_t kLargestExpansion = 1032;
const std::int64_t kLargestDimension = std::int64_t{1} << 31;

}  // namespace

std::size_t size_of(VoxelType type) { return row_of(type).bytes; }
std::string name_of(VoxelType type) { return row_of(type).name; }
int nifti_datatype(VoxelType type) { return row_of(type).datatype; }

void swap_bytes(std::span<std::byte> bytes, std::size_t width) {
  if (width == 2) swap_words<std::uint16_t>(bytes);
  if (width == 4) swap_words<std::uint32_t>(bytes);
  if (width == 8) swap_words<std::uint64_t>(bytes);
}

VoxelType voxel_type(const std::filesystem::path& path, int datatype, int bitpix) {
  const auto* row =
      std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeRow& known) { return known.datatype == datatype; });
  if (row == kTypes.end()) throw input_error(path, refused_type(datatype));
  if (bitpix != 0 && static_cast<std::size_t>(bitpix) != 8 * row->bytes)
    throw input_error(path, fmt::format("bitpix is {}, but datatype {} ({}) has {} bits", bitpix, datatype, row->name,
                                        8 * row->bytes));
  return row->type;
}

void set_shape(ImageHeader& header, std::span<const std::int64_t> dim) {
  const std::int64_t count = dim[0];
  if (count < 1 || count > 7)
    throw input_error(header.path, fmt::format("dim[0] is {}, expected 1 to 7 dimensions", count));
  const auto used = dim.subspan(1, static_cast<std::size_t>(count));
  for (std::size_t axis = 0; axis < used.size(); ++axis) {
    if (used[axis] < 1 || used[axis] >= kLargestDimension)
      throw input_error(header.path,
                        fmt::format("dim[{}] is {}, expected 1 to {}", axis + 1, used[axis], kLargestDimension - 1));
  }
  for (std::size_t axis = 4; axis < used.size(); ++axis) {
    if (used[axis] > 1)
      throw input_error(header.path, fmt::format("the image is {} ({} dimensions), expected 3 or 4; split it first",
                                                 fmt::join(used, "x"), axis + 1));
  }
  for (std::size_t axis = 0; axis < 3; ++axis) header.grid.shape[axis] = axis < used.size() ? used[axis] : 1;
  header.volumes = used.size() > 3 ? used[3] : 1;
}

void check_data_size(const ImageHeader& header, std::uint64_t file_size) {
  std::uint64_t bytes = size_of(header.type);
  bool too_many = false;
  for (const std::int64_t count : {header.grid.shape[0], header.grid.shape[1], header.grid.shape[2], header.volumes})
    too_many = too_many || __builtin_mul_overflow(bytes, static_cast<std::uint64_t>(count), &bytes);
  std::uint64_t needed = 0;
  too_many = too_many || __builtin_add_overflow(bytes, header.data_offset, &needed);
  const std::uint64_t room = header.compressed ? (file_size + 1) * kLargestExpansion : file_size;
  if (!too_many && needed <= room) return;
  const auto& shape = header.grid.shape;
  throw input_error(
      header.data_path,
      fmt::format(
          "the header claims {}x{}x{}x{} {} from byte {} on ({} bytes), but the file {} {} bytes; it is cut short "
          "or its header is wrong",
          shape[0], shape[1], shape[2], header.volumes, name_of(header.type), header.data_offset,
          too_many ? "more than 2^64" : fmt::format("{}", needed), header.compressed ? "can hold at most" : "has",
          room));
}

void scale_values(const ImageHeader& header, const StoredVolume& volume, std::span<double> out) {
  if (out.size() != volume.bytes.size() / size_of(volume.type))
    throw Error(Fault::internal, "scale_values: the output is not as long as the volume");
  const double slope = header.slope, intercept = header.intercept;
  with_values(volume, [&](auto values) {
    for (std::size_t at = 0; at < values.size(); ++at) out[at] = slope * static_cast<double>(values[at]) + intercept;
  });
}

Image read_image(const std::filesystem::path& path, const ImageOptions& options) {
  Image out{read_image_header(path, options), {}};
  if (out.header.volumes != 1)
    throw input_error(path, fmt::format("holds {} volumes, expected one; give a 3D image", out.header.volumes));
  stream_volumes(out.header, [&](const StoredVolume& volume) {
    out.values.resize(out.header.grid.voxels());
    scale_values(out.header, volume, out.values);
  });
  return out;
}

}  // namespace attune
