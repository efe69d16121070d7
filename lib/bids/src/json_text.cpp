#include "json_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

#include "attune/base/error.hpp"

namespace attune::bids {
namespace {

constexpr int kDeepest = 64;

std::size_t line_of(std::string_view text, std::size_t byte) {
  const std::string_view before = text.substr(0, std::min(byte, text.size()));
  return 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
}

std::size_t line_of_field(std::string_view text, const std::string& field) {
  const std::size_t at = text.rfind(fmt::format("\"{}\"", field));
  return at == std::string_view::npos ? 1 : line_of(text, at);
}

}  // namespace

nlohmann::ordered_json parse_object(std::string_view text, const std::filesystem::path& path) {
  std::set<std::string> fields;
  const auto check = [&](int depth, nlohmann::ordered_json::parse_event_t event, nlohmann::ordered_json& value) {
    if (depth > kDeepest) throw input_error(path, fmt::format("the JSON is nested deeper than {} levels", kDeepest));
    if (event == nlohmann::ordered_json::parse_event_t::key && depth == 1) {
      const auto& field = value.get_ref<const std::string&>();
      if (!fields.insert(field).second)
        throw input_error(path, at_line(line_of_field(text, field)),
                          fmt::format("the field {} is there twice; keep one", in_quotes(field)));
    }
    return true;
  };
  nlohmann::ordered_json json;
  try {
    json = nlohmann::ordered_json::parse(text, check);
  } catch (const nlohmann::json::parse_error& e) {
    const std::size_t byte = e.byte > 0 ? e.byte - 1 : 0;
    if (byte >= text.size())
      throw input_error(path, at_line(line_of(text, text.size())),
                        "the JSON ends here before it is complete; close every quote, bracket and brace");
    const std::string_view rest = text.substr(byte, text.find_first_of("\r\n", byte) - byte);
    throw input_error(path, at_line(line_of(text, byte)),
                      fmt::format("{} is not what JSON expects here; check the commas, quotes and braces before it",
                                  in_quotes(rest, 20)));
  } catch (const nlohmann::json::exception& e) {
    throw input_error(path, fmt::format("the JSON holds a value that cannot be used: {}", e.what()));
  }
  if (!json.is_object())
    throw input_error(path, fmt::format("the JSON is of type {}, expected an object with fields", json.type_name()));
  return json;
}

}  // namespace attune::bids
