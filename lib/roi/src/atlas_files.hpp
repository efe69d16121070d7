#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "attune/roi/atlas.hpp"

namespace attune::roi {

/// The table with the names of a label image's codes: the one asked for, else one that lies beside the image.
std::optional<std::filesystem::path> label_table_of(const AtlasRequest& request);
/// True for a text table by its ending; an atlas of that kind is a table of spheres.
bool is_table_of_spheres(const std::filesystem::path& path);
/// The built-in atlas of that name, or null.
const BuiltinAtlas* builtin_named(const std::string& name);

}  // namespace attune::roi
