#include "attune/store/level_orders.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "attune/base/error.hpp"
#include "attune/base/files.hpp"

namespace attune::store {

LevelOrders parse_level_orders(std::string_view text, const std::filesystem::path& path) {
  nlohmann::ordered_json json;
  try {
    json = nlohmann::ordered_json::parse(text);
  } catch (const nlohmann::json::parse_error& e) {
    throw input_error(path, at_byte(e.byte), "is no JSON; the sidecar of a table describes its columns");
  }
  if (!json.is_object()) throw input_error(path, "is no JSON object; expected a field per column of the table");
  LevelOrders out;
  for (const auto& [column, meaning] : json.items()) {
    if (!meaning.is_object() || !meaning.contains("Levels")) continue;
    const nlohmann::ordered_json& levels = meaning.at("Levels");
    std::vector<std::string> order;
    if (levels.is_object())
      for (const auto& [level, description] : levels.items()) order.push_back(level);
    else if (levels.is_array())
      for (const auto& level : levels)
        if (level.is_string()) order.push_back(level.get<std::string>());
    if (!order.empty()) out.emplace(column, std::move(order));
  }
  return out;
}

LevelOrders read_level_orders(const std::filesystem::path& sidecar) {
  constexpr std::uintmax_t kLargest = 16U << 20U;  // a sidecar describes columns; anything larger is something else
  return parse_level_orders(read_text(sidecar, kLargest), sidecar);
}

}  // namespace attune::store
