#include "hdf5_chunks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/base/files.hpp"
#include "zlib_inflate.hpp"

namespace attune::eeg {
namespace {

constexpr std::size_t kChecksumBytes = 4;

std::vector<H5Z_filter_t> filters_of(hid_t creation) {
  std::vector<H5Z_filter_t> out;
  for (int i = 0; i < H5Pget_nfilters(creation); ++i) {
    unsigned flags = 0;
    std::size_t values = 0;
    out.push_back(H5Pget_filter2(creation, static_cast<unsigned>(i), &flags, &values, nullptr, 0, nullptr, nullptr));
  }
  return out;
}

/// Bytes that a stored chunk unpacks to, looking no further than one byte beyond `expected`.
std::size_t unpacked_size(std::vector<std::byte> bytes, const std::vector<H5Z_filter_t>& filters, std::uint32_t skipped,
                          std::size_t expected, const std::filesystem::path& path) {
  for (std::size_t i = filters.size(); i-- > 0;) {
    if ((skipped >> i & 1U) != 0) continue;
    if (filters[i] == H5Z_FILTER_FLETCHER32)
      bytes.erase(bytes.end() - static_cast<std::ptrdiff_t>(std::min(bytes.size(), kChecksumBytes)), bytes.end());
    if (filters[i] == H5Z_FILTER_DEFLATE) bytes = zlib_inflate(bytes, expected + kChecksumBytes + 1, path, Place{});
  }
  return bytes.size();
}

/// The next position of the chunk grid; false after the last.
bool advance(std::vector<hsize_t>& at, std::span<const hsize_t> shape, const std::vector<hsize_t>& chunk) {
  for (std::size_t axis = at.size(); axis-- > 0;) {
    at[axis] += chunk[axis];
    if (at[axis] < shape[axis]) return true;
    at[axis] = 0;
  }
  return false;
}

}  // namespace

void check_chunks(hid_t dataset, hid_t creation, std::span<const hsize_t> shape, std::size_t element_size,
                  const std::filesystem::path& path, const std::string& name) {
  const auto refuse = [&path, &name](const std::string& what) {
    throw input_error(path, fmt::format("field {}: {}", in_quotes(name), what));
  };
  if (std::any_of(shape.begin(), shape.end(), [](hsize_t extent) { return extent == 0; })) return;
  std::vector<hsize_t> chunk(shape.size());
  if (H5Pget_chunk(creation, static_cast<int>(chunk.size()), chunk.data()) != static_cast<int>(chunk.size()))
    refuse("its chunks have another number of dimensions; the file is damaged");
  const std::uintmax_t file_size = size_of_file(path);
  constexpr std::uintmax_t kLargestChunk = 0xffffffff;
  std::uintmax_t bytes = element_size, count = 1;
  for (std::size_t axis = 0; axis < chunk.size(); ++axis) {
    if (chunk[axis] == 0 || chunk[axis] > kLargestChunk || (bytes *= chunk[axis]) > kLargestChunk)
      refuse("its chunks are larger than HDF5 allows; the file is damaged");
    const std::uintmax_t along = shape[axis] / chunk[axis] + (shape[axis] % chunk[axis] != 0 ? 1 : 0);
    if (along > file_size || (count *= along) > file_size) refuse("more chunks than the file has bytes");
  }
  const std::vector<H5Z_filter_t> filters = filters_of(creation);
  std::vector<hsize_t> at(shape.size(), 0);
  do {
    // Not H5Dget_chunk_storage_size: without filters that is what the shape says, whatever is stored and will be read.
    hsize_t stored = 0;
    haddr_t address = 0;
    unsigned mask = 0;
    if (H5Dget_chunk_info_by_coord(dataset, at.data(), &mask, &address, &stored) < 0 || stored > file_size)
      refuse("a chunk cannot be found; the file is cut short or damaged");
    if (stored == 0) continue;
    std::vector<std::byte> raw(static_cast<std::size_t>(stored));
    std::uint32_t skipped = 0;
    if (H5Dread_chunk(dataset, H5P_DEFAULT, at.data(), &skipped, raw.data()) < 0)
      refuse("a chunk cannot be read; the file is cut short or damaged");
    const std::size_t size = unpacked_size(std::move(raw), filters, skipped, static_cast<std::size_t>(bytes), path);
    if (size != bytes) refuse(fmt::format("a chunk unpacks to {} bytes, its shape says {}", size, bytes));
  } while (advance(at, shape, chunk));
}

}  // namespace attune::eeg
