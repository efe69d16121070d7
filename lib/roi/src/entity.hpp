#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace attune::roi {

/// The value of `key-value` in a file name, else in one of its folders, else "". Unlike bids::parse_name this looks for
/// one part in names that need not be BIDS, such as `sub-01/con_0001.nii`.
std::string entity_of(const std::filesystem::path& path, std::string_view key);

/// `a/sub-01_bold.nii.gz` -> `sub-01_bold`: the file name without what says how it is stored.
std::string stem_of(const std::filesystem::path& path);

}  // namespace attune::roi
