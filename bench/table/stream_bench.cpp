#include <benchmark/benchmark.h>

#include <algorithm>

#include "attune/parallel/chunks.hpp"
#include "attune/table/stream.hpp"
#include "measures_text.hpp"

namespace attune {
namespace {

const std::string& text() {
  static const std::string made = [] {
    std::string out = bench::measures_header();
    for (int participant = 1; participant <= 600; ++participant) out += bench::measures_of(participant);
    return out;
  }();
  return made;
}

const TableSelection kOneMeasure{std::vector<std::string>{"participant_id", "condition", "value", "excluded"},
                                 {RowFilter{"measure", {"m017"}}}};

NextBytes whole_text() {
  return [left = std::string_view(text())](std::span<char> room) mutable {
    const std::size_t count = std::min(left.size(), room.size());
    std::copy_n(left.begin(), count, room.begin());
    left.remove_prefix(count);
    return count;
  };
}

StreamedTable streamed(int threads, bool hash) {
  StreamOptions options;
  options.hash = hash;
  options.run = [&](std::size_t count, const auto& task) { parallel::for_each(count, {threads}, task); };
  return stream_table(whole_text(), "t.tsv", kOneMeasure, {}, options);
}

void stream(benchmark::State& state, int threads, bool hash) {
  Table plain = filter_rows(parse_table(text(), "t.tsv"), kOneMeasure.filters);
  for (const std::string& name : plain.names())
    if (std::find(kOneMeasure.columns->begin(), kOneMeasure.columns->end(), name) == kOneMeasure.columns->end())
      plain.remove(name);
  if (to_tsv(streamed(threads, hash).table) != to_tsv(plain)) {
    state.SkipWithError("differs from the plain reader");
    return;
  }
  for (auto _ : state) benchmark::DoNotOptimize(streamed(threads, hash).table.rows());
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text().size()));
}

void plain_reader(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(filter_rows(parse_table(text(), "t.tsv"), kOneMeasure.filters).rows());
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text().size()));
}

BENCHMARK(plain_reader)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(stream, one_thread, 1, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(stream, two_threads, 2, false)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(stream, two_threads_with_hash, 2, true)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace attune
