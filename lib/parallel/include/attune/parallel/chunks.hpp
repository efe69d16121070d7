#pragma once

#include <cstddef>
#include <functional>

namespace attune::parallel {

/// How many threads may work; 0 means as many as the machine has.
struct Threads {
  int count = 0;
};

/// Calls `work(begin, end)` for consecutive chunks [begin, end) of [0, count), each `chunk` long but the last, on up to
/// `threads` threads. Chunks do not depend on the number of threads, so neither may results. The first exception (in
/// chunk order) is rethrown after every chunk has finished or been skipped.
void for_chunks(std::size_t count, std::size_t chunk, Threads threads,
                const std::function<void(std::size_t begin, std::size_t end)>& work);

/// `work(item)` for every item of [0, count), one item per chunk.
void for_each(std::size_t count, Threads threads, const std::function<void(std::size_t item)>& work);

/// Sum of `term(begin, end)` over fixed chunks, added in index order: the same bits for any number of threads.
double sum(std::size_t count, std::size_t chunk, Threads threads,
           const std::function<double(std::size_t begin, std::size_t end)>& term);

}  // namespace attune::parallel
