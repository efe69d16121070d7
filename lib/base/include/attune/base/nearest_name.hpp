#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace attune {

/// The known name closest to `name` by edit distance, if close enough to be a slip of the finger.
std::optional<std::string> nearest_name(std::string_view name, std::span<const std::string> known);

/// "; did you mean 'x'?" or "; known: a, b, c" (at most 12): the tail of a message about an unknown name.
std::string suggestion(std::string_view name, std::span<const std::string> known);

}  // namespace attune
