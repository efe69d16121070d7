#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "attune/base/byte_cursor.hpp"
#include "attune/base/files.hpp"
#include "attune/gzip/byte_reader.hpp"
#include "attune/volume/image.hpp"
#include "headers.hpp"
#include "nrrd.hpp"
#include "voxels.hpp"

namespace attune {
namespace {

/// A name without a final ".gz", the last extension of that, and whether there was a ".gz".
struct NameParts {
  std::filesystem::path stem;
  std::string extension;
  bool gz = false;
};

NameParts split(const std::filesystem::path& path) {
  NameParts out{path, {}, path.extension() == ".gz"};
  if (out.gz) out.stem.replace_extension();
  out.extension = out.stem.extension().string();
  out.stem.replace_extension();
  return out;
}

/// The other file of a pair: with ".gz" if this one has it, else without, else the other way round.
std::filesystem::path partner(const std::filesystem::path& path, const std::string& extension) {
  const NameParts parts = split(path);
  const std::string plain = parts.stem.string() + extension, zipped = plain + ".gz";
  const std::string& first = parts.gz ? zipped : plain;
  const std::string& second = parts.gz ? plain : zipped;
  if (std::filesystem::exists(first)) return first;
  if (std::filesystem::exists(second)) return second;
  throw input_error(path, fmt::format("the other file of the pair, {}, is not there",
                                      std::filesystem::path(first).filename().string()));
}

/// Finds where the data are and checks that they fit.
void find_data(ImageHeader& header, const FileStart& start, bool pair) {
  header.data_path = header.path;
  header.compressed = start.compressed;
  std::uint64_t size = start.size;
  if (pair) {
    header.data_path = partner(header.path, ".img");
    const FileStart data = read_start(header.data_path);
    size = data.size;
    // Raw voxels may begin like gzip by chance: a plainly named file that has exactly the size of the voxels is raw.
    const std::uint64_t raw =
        header.data_offset + header.grid.voxels() * size_of(header.type) * static_cast<std::uint64_t>(header.volumes);
    header.compressed = data.compressed && (header.data_path.extension() == ".gz" || data.size != raw);
  }
  check_data_size(header, size);
}

std::int32_t first_integer(std::span<const std::byte> bytes, std::endian order) {
  ByteCursor cursor(bytes, {}, order);
  return cursor.read<std::int32_t>("sizeof_hdr");
}

bool has_nifti_magic(std::span<const std::byte> bytes) {
  return bytes.size() >= 348 &&
         (std::memcmp(bytes.data() + 344, "n+1", 4) == 0 || std::memcmp(bytes.data() + 344, "ni1", 4) == 0);
}

void parse_348(ImageHeader& header, const FileStart& start, std::endian order, const ImageOptions& options) {
  const std::string extension = split(header.path).extension;
  const bool may_be_analyze = extension == ".hdr";
  if (may_be_analyze && !has_nifti_magic(start.content))
    parse_analyze(header, start.content, order, options);
  else
    parse_nifti(header, start.content, order, options);
}

Error not_an_image(const std::filesystem::path& path, const FileStart& start) {
  if (start.content.size() < 348)
    return input_error(path, fmt::format("{} bytes are here, expected an image header of at least 348 (NIfTI-1)",
                                         start.content.size()));
  return input_error(path, at_byte(0),
                     fmt::format("sizeof_hdr is {}, expected 348 (NIfTI-1, ANALYZE) or 540 (NIfTI-2)",
                                 first_integer(start.content, std::endian::little)));
}

}  // namespace

ImageHeader read_image_header(const std::filesystem::path& path, const ImageOptions& options) {
  size_of_file(path);  // the file that was named is the one that is missing
  ImageHeader header;
  const bool is_data = split(path).extension == ".img";
  header.path = is_data ? partner(path, ".hdr") : path;
  const FileStart start = read_start(header.path);
  if (start.content.size() >= 8 && std::memcmp(start.content.data(), "NRRD000", 7) == 0)
    return read_nrrd_header(path, options);
  if (start.content.size() < 348) {
    const std::string extension = split(path).extension;
    const bool mgh = extension == ".mgh" || extension == ".mgz";
    if (!mgh) throw not_an_image(header.path, start);
  }
  const std::int32_t little = first_integer(start.content, std::endian::little);
  const std::int32_t big = first_integer(start.content, std::endian::big);
  if (little == 348 || big == 348)
    parse_348(header, start, little == 348 ? std::endian::little : std::endian::big, options);
  else if (little == 540 || big == 540)
    parse_nifti(header, start.content, little == 540 ? std::endian::little : std::endian::big, options);
  else if (big == 1)
    parse_mgh(header, start.content);
  else
    throw not_an_image(header.path, start);
  find_data(header, start, header.format.ends_with("pair") || header.format.starts_with("ANALYZE"));
  header.path = path;
  return header;
}

}  // namespace attune
