#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <vector>

namespace attune::eeg {

/// The first `limit` bytes (or all) of a zlib stream. The buffer grows with what comes out. A stream that is damaged or
/// ends early is an input error at `offset`, where it starts in the file.
std::vector<std::byte> zlib_inflate(std::span<const std::byte> stream, std::size_t limit,
                                    const std::filesystem::path& path, std::size_t offset);

}  // namespace attune::eeg
