#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace attune {

/// `scr=scr_{half}_{cs}`: value `scr`, literals `scr_`, `_` and an empty one, names `half` and `cs`.
struct NamePattern {
  std::string value;
  std::vector<std::string> literals, names;
};

/// Reads the request of `option` ("--gather"). Usage error: no `=`, no or an unnamed brace.
NamePattern parse_name_pattern(std::string_view option, std::string_view request);

}  // namespace attune
