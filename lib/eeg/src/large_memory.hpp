#pragma once

#include <cstddef>

namespace attune::eeg {

/// Asks for large pages for memory that is about to be filled: a big matrix is then faulted in by the 2 MB instead of
/// the 4 kB. Only a hint; changes no contents.
void prefer_large_pages(void* memory, std::size_t bytes);

}  // namespace attune::eeg
