#pragma once

#include <filesystem>
#include <span>

namespace attune {

/// A file that is given twice, under whatever names lead to it, is an input error: it would count twice. Standard input
/// (`-`) is a file like any other; files that do not exist are the same if their paths are.
void require_distinct(std::span<const std::filesystem::path> files);

}  // namespace attune
