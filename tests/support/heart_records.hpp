#pragma once

#include <gtest/gtest.h>

#include <charconv>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "attune/physio/recording.hpp"

namespace attune::test {

/// A column of numbers (from 0) between commas, tabs or blanks. Lines that begin with # or with a word are left out.
inline std::vector<double> column_of(const std::filesystem::path& path, std::size_t column) {
  std::vector<double> out;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const char *at = line.data(), *end = at + line.size();
    for (std::size_t c = 0; at != end; ++c) {
      double value = 0;
      const auto [next, error] = std::from_chars(at, end, value);
      if (error != std::errc{}) break;
      if (c == column) out.push_back(value);
      if (c == column || next == end) break;
      at = next + 1;
    }
  }
  EXPECT_FALSE(out.empty()) << path;
  return out;
}

inline physio::Channel text_channel(const std::filesystem::path& path, std::size_t column, double rate) {
  physio::Channel out;
  out.name = "ECG";
  out.sampling_frequency = Hertz(rate);
  out.samples = column_of(path, column);
  return out;
}

inline std::vector<std::uint8_t> bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A signal (0 or 1) of a WFDB file of two signals in format 212, 200 units per mV, 360 Hz: MIT-BIH's.
inline physio::Channel record_212(const std::filesystem::path& path, int signal) {
  physio::Channel out;
  out.name = "ECG";
  out.unit = "V";
  out.sampling_frequency = Hertz(360);
  const auto bytes = bytes_of(path);
  for (std::size_t i = 0; i + 2 < bytes.size(); i += 3) {
    const int low = signal == 0 ? bytes[i] : bytes[i + 2], high = signal == 0 ? bytes[i + 1] & 15 : bytes[i + 1] >> 4;
    const int value = low + 256 * high;
    out.samples.push_back((value > 2047 ? value - 4096 : value) * 5e-6);
  }
  return out;
}

struct MarkedBeat {
  double time_s = 0;
  int code = 0;  ///< 1: normal
};

/// The beats of an annotation file of a record at 360 Hz.
inline std::vector<MarkedBeat> marked_beats(const std::filesystem::path& path) {
  const auto bytes = bytes_of(path);
  std::vector<MarkedBeat> out;
  std::int64_t sample = 0;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const int word = bytes[i] + 256 * bytes[i + 1], code = word >> 10, more = word & 1023;
    if (word == 0) break;
    if (code == 63) i += static_cast<std::size_t>(more + more % 2);
    if (code >= 59) continue;
    sample += more;
    if (code <= 13) out.push_back({static_cast<double>(sample) / 360.0, code});
  }
  return out;
}

}  // namespace attune::test
