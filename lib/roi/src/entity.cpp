#include "entity.hpp"

#include <algorithm>
#include <vector>

namespace attune::roi {
namespace {

std::string entity_in(std::string_view name, std::string_view key) {
  const std::string wanted = std::string(key) + "-";
  for (std::size_t start = 0; start < name.size();) {
    const std::size_t end = std::min(name.find('_', start), name.size());
    const std::string_view part = name.substr(start, end - start);
    if (part.starts_with(wanted)) {
      const std::string_view value = part.substr(wanted.size());
      const auto stop = std::find_if_not(value.begin(), value.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+';
      });
      return std::string(value.begin(), stop);
    }
    start = end + 1;
  }
  return "";
}

}  // namespace

std::string entity_of(const std::filesystem::path& path, std::string_view key) {
  std::vector<std::string> parts;
  for (const std::filesystem::path& part : path) parts.push_back(part.string());
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    const std::string value = entity_in(*part, key);
    if (!value.empty()) return value;
  }
  return "";
}

std::string stem_of(const std::filesystem::path& path) {
  std::string name = path.filename().string();
  for (const char* ending : {".gz", ".nii", ".hdr", ".img", ".nrrd", ".nhdr", ".mha"})
    if (name.ends_with(ending)) name.resize(name.size() - std::string_view(ending).size());
  return name;
}

}  // namespace attune::roi
