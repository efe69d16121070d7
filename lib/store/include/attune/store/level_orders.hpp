#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace attune::store {

/// Order of the levels of categorical columns, by column: the order of the keys of "Levels" (or its list of texts) in a
/// BIDS sidecar. Other fields are not looked at. Text that is no JSON object is an input error with its place.
std::map<std::string, std::vector<std::string>> read_level_orders(const std::filesystem::path& sidecar);

}  // namespace attune::store
