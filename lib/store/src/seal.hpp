#pragma once

#include <cstddef>
#include <filesystem>

namespace attune::store {

/// Bytes in front of the HDF5 data that hold its length and SHA-256 as text (a user block, which HDF5 skips).
constexpr std::size_t kSealBytes = 512;

/// Fills the user block of a finished file.
void write_seal(const std::filesystem::path& file);
/// Compares the user block with the rest of the file. A file without one, of another length or with other bytes is an
/// input error: HDF5 itself is not safe against damaged files, so they do not get that far.
void check_seal(const std::filesystem::path& file);
/// True if the file starts with a user block of ours.
bool has_seal(const std::filesystem::path& file);

}  // namespace attune::store
