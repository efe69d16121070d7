#include "attune/parallel/chunks.hpp"

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <vector>

namespace attune::parallel {

void for_chunks(std::size_t count, std::size_t chunk, Threads threads,
                const std::function<void(std::size_t, std::size_t)>& work) {
  if (count == 0) return;
  chunk = std::max<std::size_t>(chunk, 1);
  const std::size_t chunks = (count + chunk - 1) / chunk;
  const auto run = [&](std::size_t index) { work(index * chunk, std::min(count, (index + 1) * chunk)); };
  if (threads.count == 1 || chunks == 1) {
    for (std::size_t index = 0; index < chunks; ++index) run(index);
    return;
  }
  // Every chunk before the first failing one runs, so that the error reported does not depend on timing.
  std::vector<std::exception_ptr> errors(chunks);
  std::atomic<std::size_t> first_error{chunks};
  const auto guarded = [&](std::size_t index) {
    if (index > first_error.load()) return;
    try {
      run(index);
    } catch (...) {
      errors[index] = std::current_exception();
      std::size_t seen = first_error.load();
      while (index < seen && !first_error.compare_exchange_weak(seen, index)) {
      }
    }
  };
  // More threads than cores gain nothing, and oneTBB would print a warning.
  const int cores = oneapi::tbb::info::default_concurrency();
  oneapi::tbb::task_arena arena(threads.count > 0 ? std::min(threads.count, cores) : cores);
  arena.execute([&] {
    oneapi::tbb::parallel_for(
        oneapi::tbb::blocked_range<std::size_t>(0, chunks, 1),
        [&](const auto& range) {
          for (std::size_t index = range.begin(); index != range.end(); ++index) guarded(index);
        },
        oneapi::tbb::simple_partitioner());
  });
  if (first_error.load() < chunks) std::rethrow_exception(errors[first_error.load()]);
}

void for_each(std::size_t count, Threads threads, const std::function<void(std::size_t)>& work) {
  for_chunks(count, 1, threads, [&](std::size_t begin, std::size_t) { work(begin); });
}

double sum(std::size_t count, std::size_t chunk, Threads threads,
           const std::function<double(std::size_t, std::size_t)>& term) {
  chunk = std::max<std::size_t>(chunk, 1);
  std::vector<double> parts((count + chunk - 1) / chunk, 0.0);
  for_chunks(count, chunk, threads,
             [&](std::size_t begin, std::size_t end) { parts[begin / chunk] = term(begin, end); });
  double total = 0.0;
  for (const double part : parts) total += part;
  return total;
}

}  // namespace attune::parallel
