#pragma once

#include <bit>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>

#include "attune/volume/image.hpp"

namespace attune {

/// Each fills format, shape, volumes, type, byte order, data_offset, scaling, affine and warnings from the first bytes
/// of a (inflated) header file. Where the data are and whether they fit is the caller's part.
void parse_nifti(ImageHeader& header, std::span<const std::byte> bytes, std::endian order, const ImageOptions& options);
void parse_analyze(ImageHeader& header, std::span<const std::byte> bytes, std::endian order,
                   const ImageOptions& options);
void parse_mgh(ImageHeader& header, std::span<const std::byte> bytes);

/// A byte offset that a header gives as a number: whole, not below `least`.
std::uint64_t data_offset(const std::filesystem::path& path, double offset, std::uint64_t least);

}  // namespace attune
