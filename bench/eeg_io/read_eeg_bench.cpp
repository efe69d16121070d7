// Reading recordings from the page cache: bytes of file per second, for the whole matrix (channels x samples, as
// `read_recording` gives it) and in columns, 8 channels at a time into one buffer, as the cleaning reads. 64 channels,
// 10 minutes at 1000 Hz by default; ATTUNE_BENCH_EEG_SECONDS makes it longer. bench/peers/read_eeg.py reads the same
// files.
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "attune/base/files.hpp"
#include "attune/eeg/source.hpp"

namespace {

using attune::eeg::Recording;
using attune::eeg::Source;

constexpr std::int64_t kChannels = 64, kRate = 1000;
constexpr double kStepMicrovolts = 0.1;

std::int64_t seconds() {
  const char* stated = std::getenv("ATTUNE_BENCH_EEG_SECONDS");
  return stated != nullptr ? std::strtol(stated, nullptr, 10) : 600;
}

/// The number stored for a channel and sample: within 16 bits, different everywhere.
std::int16_t stored(std::int64_t c, std::int64_t s) {
  return static_cast<std::int16_t>((s * 2654435761LL + c * 40503LL) >> 7);
}

class Folder {
 public:
  Folder() {
    const char* kept = std::getenv("ATTUNE_BENCH_EEG_FOLDER");
    if (kept != nullptr) {
      path_ = kept;
      std::filesystem::create_directories(path_);
      return;
    }
    std::string pattern = (std::filesystem::temp_directory_path() / "attune-bench-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
    remove_ = true;
  }
  ~Folder() {
    if (remove_) std::filesystem::remove_all(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
  bool remove_ = false;
};

const Folder& folder() {
  static const Folder instance;
  return instance;
}

template <class T>
void put(std::vector<char>& out, T value, std::size_t width = sizeof(T)) {
  const auto* bytes = reinterpret_cast<const char*>(&value);
  out.insert(out.end(), bytes, bytes + width);
}

void write_brainvision(const std::string& name, bool is_float) {
  std::ofstream header(folder() / (name + ".vhdr"));
  header << "Brain Vision Data Exchange Header File Version 1.0\n[Common Infos]\nDataFile=" << name
         << ".eeg\nMarkerFile=" << name
         << ".vmrk\nDataFormat=BINARY\nDataOrientation=MULTIPLEXED\nNumberOfChannels=" << kChannels
         << "\nSamplingInterval=" << 1000000 / kRate
         << "\n[Binary Infos]\nBinaryFormat=" << (is_float ? "IEEE_FLOAT_32" : "INT_16") << "\n[Channel Infos]\n";
  for (std::int64_t c = 0; c < kChannels; ++c) header << "Ch" << c + 1 << "=E" << c + 1 << ",,0.1,uV\n";
  std::ofstream(folder() / (name + ".vmrk"))
      << "Brain Vision Data Exchange Marker File, Version 1.0\n[Common Infos]\nDataFile=" << name
      << ".eeg\n[Marker Infos]\nMk1=New Segment,,1,1,0,20200101000000000000\n";
  std::ofstream data(folder() / (name + ".eeg"), std::ios::binary);
  for (std::int64_t second = 0; second < seconds(); ++second) {
    std::vector<char> bytes;
    for (std::int64_t s = second * kRate; s < (second + 1) * kRate; ++s)
      for (std::int64_t c = 0; c < kChannels; ++c)
        is_float ? put(bytes, static_cast<float>(stored(c, s))) : put(bytes, stored(c, s));
    data.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
}

void write_edf(const std::string& name, bool is_bdf) {
  const auto field = [](std::string text, std::size_t width) {
    text.resize(width, ' ');
    return text;
  };
  std::string header = field(is_bdf ? "\xff"
                                      "BIOSEMI"
                                    : "0",
                             8) +
                       field("X X X X", 80) + field("Startdate 01-JAN-2020 X X X", 80) + "01.01.2000.00.00" +
                       field(std::to_string(256 * (kChannels + 1)), 8) + field(is_bdf ? "24BIT" : "", 44) +
                       field(std::to_string(seconds()), 8) + field("1", 8) + field(std::to_string(kChannels), 4);
  for (std::int64_t c = 0; c < kChannels; ++c) header += field("E" + std::to_string(c + 1), 16);
  for (const auto& [text, width] :
       {std::pair{"", 80}, std::pair{"uV", 8}, std::pair{"-3276.8", 8}, std::pair{"3276.7", 8}, std::pair{"-32768", 8},
        std::pair{"32767", 8}, std::pair{"", 80}, std::pair{"1000", 8}, std::pair{"", 32}})
    for (std::int64_t c = 0; c < kChannels; ++c) header += field(text, static_cast<std::size_t>(width));
  std::ofstream data(folder() / name, std::ios::binary);
  data << header;
  for (std::int64_t second = 0; second < seconds(); ++second) {
    std::vector<char> bytes;
    for (std::int64_t c = 0; c < kChannels; ++c)
      for (std::int64_t s = second * kRate; s < (second + 1) * kRate; ++s)
        put(bytes, static_cast<std::int32_t>(stored(c, s)), is_bdf ? 3 : 2);
    data.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
}

struct File {
  std::filesystem::path header, data;
};

File made(const std::string& format) {
  if (format == "edf" || format == "bdf") {
    write_edf("x." + format, format == "bdf");
    return {folder() / ("x." + format), folder() / ("x." + format)};
  }
  write_brainvision(format, format == "float32");
  return {folder() / (format + ".vhdr"), folder() / (format + ".eeg")};
}

/// The oracle: what was stored, in volts; a rounding of the largest value for the offset of EDF.
bool agrees(const Recording& read) {
  if (read.data.rows() != kChannels || read.data.cols() != seconds() * kRate) return false;
  for (Eigen::Index s = 0; s < read.data.cols(); ++s)
    for (Eigen::Index c = 0; c < kChannels; ++c)
      if (std::abs(read.data(c, s) - stored(c, s) * kStepMicrovolts * 1e-6) > 1e-17) return false;
  return true;
}

void count_bytes(benchmark::State& state, const File& file) {
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(attune::size_of_file(file.data)));
}

void whole(benchmark::State& state, const std::string& format) {
  const File file = made(format);
  if (!agrees(attune::eeg::read_recording(file.header)))
    return state.SkipWithError("the answer differs from the oracle");
  const attune::parallel::Threads threads{static_cast<int>(state.range(0))};
  for (auto _ : state) benchmark::DoNotOptimize(attune::eeg::open_recording(file.header)->read_all(threads));
  count_bytes(state, file);
}

void columns(benchmark::State& state, const std::string& format) {
  const File file = made(format);
  const attune::parallel::Threads threads{static_cast<int>(state.range(0))};
  constexpr Eigen::Index kAtOnce = 8;
  Eigen::MatrixXd block(seconds() * kRate, kAtOnce);
  {
    const Recording read = attune::eeg::read_recording(file.header);
    attune::eeg::open_recording(file.header)->read(kAtOnce, block, threads);
    if (!agrees(read) || block.transpose() != read.data.middleRows(kAtOnce, kAtOnce))
      return state.SkipWithError("the answer differs from the oracle");
  }
  for (auto _ : state) {
    const std::unique_ptr<Source> source = attune::eeg::open_recording(file.header);
    for (Eigen::Index c = 0; c < kChannels; c += kAtOnce) {
      source->read(c, block, threads);
      benchmark::DoNotOptimize(block.data());
    }
  }
  count_bytes(state, file);
}

#define ATTUNE_READ_BENCH(how, format) \
  BENCHMARK_CAPTURE(how, format, #format)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond)
ATTUNE_READ_BENCH(whole, int16);
ATTUNE_READ_BENCH(whole, float32);
ATTUNE_READ_BENCH(whole, edf);
ATTUNE_READ_BENCH(whole, bdf);
ATTUNE_READ_BENCH(columns, int16);
ATTUNE_READ_BENCH(columns, float32);
ATTUNE_READ_BENCH(columns, edf);
ATTUNE_READ_BENCH(columns, bdf);

}  // namespace
