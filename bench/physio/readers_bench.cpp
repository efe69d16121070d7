// Reading physiology from memory: bytes of file per second of columns of numbers and of a WFDB record of format 212.
// Every answer is compared with the numbers the file was made from before it is timed.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <iterator>
#include <string>
#include <vector>

#include "attune/physio/formats.hpp"

namespace {

using attune::physio::Recording;

constexpr std::int64_t kRows = 1'000'000, kColumns = 4, kFrames = 5'000'000;

/// Whole thousandths, so that the text and the number are the same.
double made(std::int64_t row, std::int64_t column) {
  return static_cast<double>((row * 7919 + column * 104729) % 20001 - 10000) / 1000;
}

std::string made_text() {
  std::string out = "ECG,EDA,RSP,Photo\n";
  for (std::int64_t row = 0; row < kRows; ++row)
    for (std::int64_t column = 0; column < kColumns; ++column)
      fmt::format_to(std::back_inserter(out), "{:.3f}{}", made(row, column), column + 1 < kColumns ? ',' : '\n');
  return out;
}

void columns_of_numbers(benchmark::State& state) {
  const std::string text = made_text();
  attune::physio::SourceRequest request;
  request.sampling_frequency = attune::Hertz(1000);
  const auto read = [&] { return attune::physio::parse_text(text, "made.csv", request); };
  const Recording once = read();
  for (std::int64_t column = 0; column < kColumns; ++column)
    for (std::int64_t row = 0; row < kRows; row += 997)
      if (once.channels.at(static_cast<std::size_t>(column)).samples.at(static_cast<std::size_t>(row)) !=
          made(row, column))
        return state.SkipWithError("a number is not what was written");
  for (auto _ : state) benchmark::DoNotOptimize(read());
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(columns_of_numbers)->Unit(benchmark::kMillisecond);

std::int32_t stored(std::int64_t frame, std::int64_t signal) {
  return static_cast<std::int32_t>((frame * 31 + signal * 17) % 4001 - 2000);
}

std::vector<std::byte> made_signals() {
  std::vector<std::byte> out;
  out.reserve(static_cast<std::size_t>(3 * kFrames));
  for (std::int64_t frame = 0; frame < kFrames; ++frame) {
    const auto first = static_cast<std::uint32_t>(stored(frame, 0)),
               second = static_cast<std::uint32_t>(stored(frame, 1));
    out.push_back(static_cast<std::byte>(first & 0xff));
    out.push_back(static_cast<std::byte>((first >> 8 & 0x0f) | (second >> 4 & 0xf0)));
    out.push_back(static_cast<std::byte>(second & 0xff));
  }
  return out;
}

void wfdb_format_212(benchmark::State& state) {
  const std::vector<std::byte> bytes = made_signals();
  const std::string header = fmt::format("made 2 250 {}\nmade.dat 212 200 12 0\nmade.dat 212 200 12 0\n", kFrames);
  const auto read = [&] {
    return attune::physio::parse_wfdb(header, "made.hea", [&](const std::filesystem::path&) { return bytes; });
  };
  const Recording once = read();
  for (std::int64_t frame = 0; frame < kFrames; frame += 1009)
    for (std::int64_t signal = 0; signal < 2; ++signal)
      if (once.channels.at(static_cast<std::size_t>(signal)).samples.at(static_cast<std::size_t>(frame)) !=
          stored(frame, signal) / 200.0)
        return state.SkipWithError("a sample is not what was written");
  for (auto _ : state) benchmark::DoNotOptimize(read());
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(bytes.size()));
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * 2 * kFrames);
}
BENCHMARK(wfdb_format_212)->Unit(benchmark::kMillisecond);

}  // namespace
