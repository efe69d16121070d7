#include "attune/bids/metadata.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "attune/base/error.hpp"
#include "attune/base/files.hpp"
#include "attune/base/number_text.hpp"
#include "json_text.hpp"

namespace attune::bids {
namespace {

using Json = nlohmann::ordered_json;
constexpr std::uintmax_t kSidecarLimit = std::uintmax_t{1} << 26;

MetadataValue to_value(const Json& json, const std::filesystem::path& source) {
  const auto all = [&](auto is) { return !json.empty() && std::all_of(json.begin(), json.end(), is); };
  if (json.is_boolean()) return {json.get<bool>(), source};
  if (json.is_number()) return {json.get<double>(), source};
  if (json.is_string()) return {json.get<std::string>(), source};
  if (json.is_array() && all([](const Json& item) { return item.is_number(); }))
    return {json.get<std::vector<double>>(), source};
  if (json.is_array() && all([](const Json& item) { return item.is_string(); }))
    return {json.get<std::vector<std::string>>(), source};
  return {MetadataValue::Json{json.dump()}, source};
}

const char* kind_of(const MetadataValue& value) {
  constexpr const char* kNames[] = {"true or false",     "a number",        "text",
                                    "a list of numbers", "a list of texts", "nested"};
  return kNames[value.value.index()];
}

[[noreturn]] void refuse(const MetadataValue& value, std::string_view key, const char* expected) {
  throw input_error(value.source, fmt::format("{} is {}, expected {}", in_quotes(key), kind_of(value), expected));
}

using Values = std::map<std::string, MetadataValue, std::less<>>;

// Null and "n/a" say that the value is unknown.
const MetadataValue* find(const Values& values, std::string_view key) {
  const auto found = values.find(key);
  if (found == values.end()) return nullptr;
  const auto* text = std::get_if<std::string>(&found->second.value);
  const auto* json = std::get_if<MetadataValue::Json>(&found->second.value);
  const bool missing = (text != nullptr && is_missing(*text)) || (json != nullptr && json->text == "null");
  return missing ? nullptr : &found->second;
}

template <class T>
std::optional<T> scalar(const Values& values, std::string_view key, const char* expected) {
  const MetadataValue* value = find(values, key);
  if (value == nullptr) return std::nullopt;
  if (const auto* plain = std::get_if<T>(&value->value)) return *plain;
  refuse(*value, key, expected);
}

template <class T>
std::vector<T> list_of(const Values& values, std::string_view key, const char* expected) {
  const MetadataValue* value = find(values, key);
  if (value == nullptr) return {};
  if (const auto* plain = std::get_if<T>(&value->value)) return {*plain};
  if (const auto* list = std::get_if<std::vector<T>>(&value->value)) return *list;
  const auto* json = std::get_if<MetadataValue::Json>(&value->value);
  if (json != nullptr && json->text == "[]") return {};
  refuse(*value, key, expected);
}

}  // namespace

void Metadata::merge(const Metadata& nearer) {
  for (const auto& [key, value] : nearer.values_) values_[key] = value;
  files_.insert(files_.end(), nearer.files_.begin(), nearer.files_.end());
}

bool Metadata::has(std::string_view key) const { return find(values_, key) != nullptr; }
std::optional<double> Metadata::number(std::string_view key) const { return scalar<double>(values_, key, "a number"); }
std::optional<std::string> Metadata::text(std::string_view key) const {
  return scalar<std::string>(values_, key, "text");
}
std::optional<bool> Metadata::flag(std::string_view key) const { return scalar<bool>(values_, key, "true or false"); }
std::vector<double> Metadata::numbers(std::string_view key) const {
  return list_of<double>(values_, key, "a list of numbers");
}
std::vector<std::string> Metadata::list(std::string_view key) const {
  return list_of<std::string>(values_, key, "a list of texts");
}

double Metadata::required_number(std::string_view key, const std::filesystem::path& path) const {
  if (const auto value = number(key)) return *value;
  throw input_error(path, files_.empty() ? fmt::format("has no JSON sidecar, {} is needed; add one", in_quotes(key))
                                         : fmt::format("none of its {} sidecars has {}; add it to {}", files_.size(),
                                                       in_quotes(key), describe(files_.back())));
}

std::filesystem::path Metadata::source(std::string_view key) const {
  const auto found = values_.find(key);
  return found == values_.end() ? std::filesystem::path() : found->second.source;
}

Metadata parse_metadata(std::string_view text, const std::filesystem::path& path) {
  Metadata out;
  const Json json = parse_object(text, path);
  for (const auto& [key, value] : json.items()) out.set(key, to_value(value, path));
  out.add_file(path);
  return out;
}

Metadata read_metadata(const std::filesystem::path& path) {
  return parse_metadata(read_text(path, kSidecarLimit), path);
}

}  // namespace attune::bids
