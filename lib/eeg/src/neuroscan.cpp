#include "attune/eeg/neuroscan.hpp"

#include <bit>
#include <cstring>
#include <iterator>

#include "attune/base/files.hpp"
#include "finish_recording.hpp"
#include "neuroscan_header.hpp"

namespace attune::eeg {
namespace {

template <class T>
void read_samples(const NeuroscanHeader& header, std::span<const std::byte> file, Eigen::MatrixXd& data) {
  static_assert(std::endian::native == std::endian::little, "the format is little-endian");
  const std::byte* at = file.data() + header.data_start;
  const auto block = static_cast<Eigen::Index>(header.block);
  for (Eigen::Index first = 0; first < data.cols(); first += block)
    for (Eigen::Index c = 0; c < data.rows(); ++c) {
      const NeuroscanChannel& channel = header.channels[static_cast<std::size_t>(c)];
      for (Eigen::Index s = 0; s < block; ++s, at += sizeof(T)) {
        T value;
        std::memcpy(&value, at, sizeof(T));
        data(c, first + s) = (static_cast<double>(value) - channel.baseline) * channel.scale;
      }
    }
}

}  // namespace

Recording read_neuroscan(const std::filesystem::path& path) {
  const std::vector<std::byte> file = read_bytes(path);
  NeuroscanHeader header = parse_neuroscan_header(file, path);
  Recording out;
  out.path = path;
  out.files = {path};
  out.format = "Neuroscan CNT";
  out.sampling_frequency = header.sampling_frequency;
  out.warnings = std::move(header.warnings);
  for (const NeuroscanChannel& channel : header.channels) out.channels.push_back(channel.channel);
  out.data.resize(static_cast<Eigen::Index>(header.channels.size()), static_cast<Eigen::Index>(header.samples()));
  if (header.width == 2)
    read_samples<std::int16_t>(header, file, out.data);
  else
    read_samples<std::int32_t>(header, file, out.data);
  read_neuroscan_events(out, header, file);
  finish_recording(out);
  return out;
}

}  // namespace attune::eeg
