#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace attune::store {

/// Order of the levels of categorical columns, by column.
using LevelOrders = std::map<std::string, std::vector<std::string>>;

/// The order of the keys of "Levels" (or of its list of texts) of every column in a BIDS sidecar. Other fields are not
/// looked at. Text that is no JSON object is an input error with its place in `path`.
LevelOrders parse_level_orders(std::string_view text, const std::filesystem::path& path);
LevelOrders read_level_orders(const std::filesystem::path& sidecar);

}  // namespace attune::store
