#pragma once

#include <bit>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace attune::eeg {

/// The name of the array whose element (tag included) starts in `bytes`; empty for an unnamed one or a class without
/// the usual header (MATLAB's own objects).
std::string mat_v5_name(std::span<const std::byte> bytes, const std::filesystem::path& path, std::endian order);

/// Walks one array element, tag included, and every element within it. Sizes that run over their parent, types that the
/// format does not allow where they stand and data that are not as long as the dimensions say are input errors;
/// `origin` is added to their offsets. Elements of classes that no dataset needs (sparse, objects, function handles)
/// are overwritten in place with a byte array of the same length.
void check_mat_v5_element(std::span<std::byte> bytes, const std::filesystem::path& path, std::endian order,
                          std::size_t origin);

}  // namespace attune::eeg
