#pragma once

#include <cstddef>
#include <functional>

namespace attune::parallel {

/// Told how much of a long piece of work is done; may be empty. Called from one thread at a time.
using Progress = std::function<void(std::size_t done, std::size_t total)>;

}  // namespace attune::parallel
