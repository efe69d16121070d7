#pragma once

#include <string>
#include <string_view>

namespace attune {

/// A word of a command that a message offers, so that it can be pasted into a shell: as it is where every character is
/// plain, else in single quotes.
std::string shell_word(std::string_view text);

}  // namespace attune
