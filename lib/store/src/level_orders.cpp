#include "attune/store/level_orders.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "attune/base/error.hpp"
#include "attune/base/files.hpp"

namespace attune::store {

std::map<std::string, std::vector<std::string>> read_level_orders(const std::filesystem::path& sidecar) {
  constexpr std::uintmax_t kLargest = 16U << 20U;  // a sidecar describes columns; anything larger is something else
  nlohmann::ordered_json json;
  try {
    json = nlohmann::ordered_json::parse(read_text(sidecar, kLargest));
  } catch (const nlohmann::json::parse_error& e) {
    throw input_error(sidecar, at_byte(e.byte), "is no JSON; the sidecar of a table describes its columns");
  }
  if (!json.is_object()) throw input_error(sidecar, "is no JSON object; expected a field per column of the table");
  std::map<std::string, std::vector<std::string>> out;
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

}  // namespace attune::store
