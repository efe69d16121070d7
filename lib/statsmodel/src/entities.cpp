#include "entities.hpp"

#include <algorithm>
#include <utility>

#include "attune/base/error.hpp"

namespace attune::statsmodel {
namespace {

const std::vector<std::pair<std::string, std::string>>& table() {
  static const std::vector<std::pair<std::string, std::string>> pairs{
      {"subject", "sub"}, {"session", "ses"},     {"task", "task"},          {"acquisition", "acq"},
      {"ceagent", "ce"},  {"direction", "dir"},   {"reconstruction", "rec"}, {"run", "run"},
      {"echo", "echo"},   {"space", "space"},     {"resolution", "res"},     {"description", "desc"},
      {"desc", "desc"},   {"hemisphere", "hemi"}, {"label", "label"},        {"atlas", "atlas"}};
  return pairs;
}

}  // namespace

const std::vector<std::string>& entity_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> out;
    for (const auto& [name, key] : table()) out.push_back(name);
    return out;
  }();
  return names;
}

std::string entity_key(std::string_view name) {
  const auto found = std::find_if(table().begin(), table().end(), [&](const auto& pair) { return pair.first == name; });
  if (found == table().end()) throw Error(Fault::internal, "entity_key: no such entity");
  return found->second;
}

}  // namespace attune::statsmodel
