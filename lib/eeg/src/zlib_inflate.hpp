#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <vector>

#include "attune/base/error.hpp"

namespace attune::eeg {

/// The first `limit` bytes (or all) of a zlib stream. The buffer grows with what comes out. A stream that is damaged or
/// ends early is an input error at `place`.
std::vector<std::byte> zlib_inflate(std::span<const std::byte> stream, std::size_t limit,
                                    const std::filesystem::path& path, const Place& place);

/// A whole gzip file, member after member, as long as `limit` allows; more than that, damage and an early end are input
/// errors.
std::vector<std::byte> gzip_inflate(std::span<const std::byte> file, std::size_t limit,
                                    const std::filesystem::path& path);

}  // namespace attune::eeg
