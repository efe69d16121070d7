#pragma once

#include <span>
#include <string_view>

namespace attune {

struct Library {
  std::string_view name;
  std::string_view version;
};

/// The version of attune, as in CMakeLists.txt.
std::string_view version();
/// Compiler name and version, as "GNU 12.2.0".
std::string_view compiler();
/// The libraries this build was made with.
std::span<const Library> libraries();

}  // namespace attune
