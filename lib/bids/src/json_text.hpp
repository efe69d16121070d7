#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string_view>

namespace attune::bids {

/// Parses an object from JSON text. Broken JSON, another top level, a repeated field at the top and nesting deeper than
/// 64 are input errors with the line.
nlohmann::ordered_json parse_object(std::string_view text, const std::filesystem::path& path);

}  // namespace attune::bids
