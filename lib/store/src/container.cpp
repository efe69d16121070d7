#include "attune/store/container.hpp"

#include <fmt/format.h>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"
#include "seal.hpp"

namespace attune::store {
namespace {

std::filesystem::path shown(const std::filesystem::path& path) {
  return path.empty() ? std::filesystem::path("container") : path;
}

}  // namespace

std::span<const double> DataArray::slab(std::size_t i) const {
  if (axes.empty() || i >= axes.front().size())
    throw Error(Fault::internal, fmt::format("array {} has no slab {}", in_quotes(name), i));
  const std::size_t length = values.size() / axes.front().size();
  return std::span(values).subspan(i * length, length);
}

const DataArray& Container::array(std::string_view name) const {
  std::vector<std::string> known;
  for (const DataArray& a : arrays) {
    if (a.name == name) return a;
    known.push_back(a.name);
  }
  throw input_error(shown(path), fmt::format("has no array {}{}", in_quotes(name), suggestion(name, known)));
}

const Table& Container::table(std::string_view name) const {
  std::vector<std::string> known;
  for (const auto& [key, value] : tables) {
    if (key == name) return value;
    known.push_back(key);
  }
  throw input_error(shown(path), fmt::format("has no table {}{}", in_quotes(name), suggestion(name, known)));
}

std::optional<std::string> Container::attribute(std::string_view name) const {
  for (const auto& [key, value] : attributes)
    if (key == name) return value;
  return std::nullopt;
}

bool is_container(const std::filesystem::path& path) { return has_seal(path); }

}  // namespace attune::store
