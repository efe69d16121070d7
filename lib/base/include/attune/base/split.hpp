#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace attune {

/// The parts of a text between separators: one more than there are separators, empty ones too.
std::vector<std::string> split(std::string_view text, char separator);

}  // namespace attune
