#pragma once

#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>

#include "attune/base/error.hpp"

namespace attune::eeg {

/// The file that `header` names as its `role` ("data file"): beside the header under that name, or, where it is not
/// there (a renamed header, a path of another machine), beside it under the header's stem with one of `extensions` (a
/// warning says so). Folders in the name are ignored. Neither there: an input error that names both.
std::filesystem::path find_companion(const std::filesystem::path& header, std::string_view named, std::string_view role,
                                     std::initializer_list<std::string_view> extensions, Warnings& warnings);

}  // namespace attune::eeg
