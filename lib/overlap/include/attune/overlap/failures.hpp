#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "attune/base/error.hpp"

namespace attune::overlap {

/// `message` with the file it is about, unless it names the file already.
std::string named(const std::filesystem::path& file, std::string_view message);

/// What went wrong with some of several files; messages name them.
using Failures = std::vector<Error>;

/// Does the work for one file. That the file cannot be read or has no answer is kept among the failures; every other
/// error goes on.
void attempt(const std::filesystem::path& file, Failures& failures, const std::function<void()>& work);

/// Throws if there are failures: of one file alone its own error; of all files the first one's fault, of some
/// `Fault::partial`, with how many of `files` and every message.
void raise(const Failures& failures, std::size_t files);

}  // namespace attune::overlap
