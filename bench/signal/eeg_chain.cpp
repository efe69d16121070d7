// Read, filter, cut epochs and average; prints seconds and peak memory and writes the averages. See
// bench/peers/eeg_chain.py, which makes the recording and runs the same chain with MNE.
#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <ctime>
#include <fstream>
#include <span>
#include <string>
#include <vector>

#include "attune/base/number_text.hpp"
#include "attune/eeg/evoked.hpp"
#include "attune/eeg/source.hpp"
#include "attune/preprocess/streaming.hpp"

namespace {

using Clock = std::chrono::steady_clock;

double seconds(Clock::time_point from, Clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

void write(const std::string& path, const std::vector<attune::eeg::Evoked>& evoked) {
  std::ofstream file(path, std::ios::binary);
  for (const attune::eeg::Evoked& one : evoked) {
    const Eigen::MatrixXd by_channel = one.average.transpose();
    file.write(reinterpret_cast<const char*>(by_channel.data()),
               static_cast<std::streamsize>(by_channel.size()) * static_cast<std::streamsize>(sizeof(double)));
  }
}

void run(std::span<char*> arguments) {
  const int threads = arguments.size() > 5 ? static_cast<int>(attune::parse_double(arguments[5]).value_or(2)) : 2;
  attune::signal::FirOptions filter;
  filter.highpass = attune::Hertz(attune::parse_double(arguments[2]).value());
  filter.lowpass = attune::Hertz(attune::parse_double(arguments[3]).value());
  attune::eeg::EpochOptions epochs;
  epochs.conditions = attune::eeg::conditions_of_types(std::vector<std::string>{"S  1", "S  2"});
  epochs.baseline = attune::eeg::Span{attune::Milliseconds(-200), attune::Milliseconds(0)};
  const auto started = Clock::now();
  const std::clock_t processor = std::clock();
  const auto source = attune::eeg::open_recording(arguments[1]);
  const auto opened = Clock::now();
  const attune::signal::Fir fir = attune::signal::design_fir(filter, source->header().sampling_frequency);
  const attune::eeg::Epochs cut = attune::preprocess::filter_and_cut(*source, fir, {}, epochs, {threads});
  const auto filtered = Clock::now();
  const std::vector<attune::eeg::Evoked> evoked = attune::eeg::average(cut, {threads});
  const auto done = Clock::now();
  const double busy = static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC;
  write(arguments[4], evoked);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  fmt::print(
      "attune threads {} taps {}: {:.3f} s (open {:.3f}, filter and epochs {:.3f}, average {:.3f}), processor {:.3f} "
      "s; peak {} MB; {} "
      "trials\n",
      threads, fir.taps.size(), seconds(started, done), seconds(started, opened), seconds(opened, filtered),
      seconds(filtered, done), busy, usage.ru_maxrss / 1024, cut.data.size());
}

}  // namespace

int main(int argc, char** argv) {
  const std::span<char*> arguments(argv, static_cast<std::size_t>(argc));
  if (argc < 5) {
    fmt::print(stderr, "usage: {} FILE.vhdr HIGHPASS LOWPASS AVERAGES [threads]\n", arguments[0]);
    return 2;
  }
  try {
    run(arguments);
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
  return 0;
}
