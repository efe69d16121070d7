#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/base/units.hpp"
#include "attune/eeg/recording.hpp"

namespace attune::eeg {

struct NeuroscanChannel {
  Channel channel;
  double baseline = 0;  ///< taken off the stored number
  double scale = 1;     ///< then to volts
};

/// Where things are in a .cnt file.
struct NeuroscanHeader {
  Hertz sampling_frequency;
  std::vector<NeuroscanChannel> channels;
  std::size_t data_start = 0, data_end = 0;  ///< bytes
  std::size_t width = 2;                     ///< bytes of a sample
  std::size_t block = 1;                     ///< samples of one channel before the next channel's
  std::size_t event_table = 0;               ///< byte, 0 without one
  Warnings warnings;

  std::size_t frame() const { return channels.size() * width; }
  std::size_t samples() const { return (data_end - data_start) / frame(); }
};

NeuroscanHeader parse_neuroscan_header(std::span<const std::byte> file, const std::filesystem::path& path);

/// Events and boundaries of the event table into the recording.
void read_neuroscan_events(Recording& recording, const NeuroscanHeader& header, std::span<const std::byte> file);

}  // namespace attune::eeg
