#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>

#include "attune/base/number_text.hpp"
#include "attune/eeg/brainvision.hpp"
#include "brainvision_text.hpp"

namespace attune::eeg {
namespace {

constexpr double kLargestStep = 32767.0;
constexpr double kMicrovoltsPerVolt = 1e6;

/// Stored number of a value in the channel's unit, before rounding.
double stored_value(const Channel& channel, double value, const BrainVisionOptions& options) {
  const double in_file_unit = channel.is_potential() ? value * kMicrovoltsPerVolt : value;
  return options.encoding == BrainVisionEncoding::int16 ? in_file_unit / options.resolution.value() : in_file_unit;
}

void check_word(const std::filesystem::path& path, std::string_view what, std::string_view word) {
  const bool line_end = word.find_first_of("\r\n") != std::string_view::npos;
  if (word.empty() || line_end || word.find("\\1") != std::string_view::npos || trimmed(word).size() != word.size())
    throw output_error(path, fmt::format("{} {} cannot be written: it is empty, begins or ends with a blank, or holds "
                                         "a line end or '\\1'",
                                         what, in_quotes(word)));
}

void check_samples(const std::filesystem::path& path, const Recording& recording, const BrainVisionOptions& options) {
  const double limit = options.encoding == BrainVisionEncoding::int16 ? kLargestStep + 0.5 : 3.4028234e38;
  for (Eigen::Index s = 0; s < recording.data.cols(); ++s)
    for (Eigen::Index c = 0; c < recording.data.rows(); ++c) {
      const Channel& channel = recording.channels[static_cast<std::size_t>(c)];
      const double stored = stored_value(channel, recording.data(c, s), options);
      if (!(std::abs(stored) < limit))
        throw output_error(path, fmt::format("channel {} at sample {} is {} {}, which {} cannot hold", channel.name, s,
                                             format_double(recording.data(c, s)), channel.unit,
                                             options.encoding == BrainVisionEncoding::int16
                                                 ? fmt::format("INT_16 with a resolution of {} \xc2\xb5V",
                                                               format_double(options.resolution.value()))
                                                 : "IEEE_FLOAT_32"));
    }
}

void check(const std::filesystem::path& path, const Recording& recording, const BrainVisionOptions& options) {
  if (path.extension() != ".vhdr") throw output_error(path, "a BrainVision header is called name.vhdr");
  if (recording.trials) throw output_error(path, "epoched data cannot be written as BrainVision");
  if (recording.channels.empty() || recording.data.cols() == 0)
    throw output_error(path, "a recording without channels or samples cannot be written");
  if (static_cast<std::size_t>(recording.data.rows()) != recording.channels.size())
    throw Error(Fault::internal,
                fmt::format("{} channels but {} rows of data", recording.channels.size(), recording.data.rows()));
  if (!(recording.sampling_frequency.value() > 0.0)) throw output_error(path, "the sampling frequency is not above 0");
  if (!(options.resolution.value() > 0.0)) throw output_error(path, "the resolution is not above 0");
  for (const Channel& channel : recording.channels) {
    check_word(path, "channel name", channel.name);
    check_word(path, "unit", channel.unit);
  }
  for (const Event& event : recording.events) {
    check_word(path, "event type", event.type);
    if (!event.kind.empty()) check_word(path, "kind of event", event.kind);
    if (same_word(event.kind, "New Segment")) throw output_error(path, "an event cannot be of the kind 'New Segment'");
    if (!(event.sample > -1e15 && event.sample < 1e15))
      throw output_error(path, fmt::format("event {} has no position", in_quotes(event.type)));
  }
  check_samples(path, recording, options);
}

std::string escaped(std::string_view word) {
  std::string out;
  for (const char c : word) {
    if (c == ',')
      out += "\\1";
    else
      out += c;
  }
  return out;
}

std::string header_text(const std::string& stem, const Recording& recording, const BrainVisionOptions& options) {
  const bool whole = options.encoding == BrainVisionEncoding::int16;
  std::string out = fmt::format(
      "Brain Vision Data Exchange Header File Version 1.0\n\n[Common Infos]\nCodepage=UTF-8\nDataFile={0}.eeg\n"
      "MarkerFile={0}.vmrk\nDataFormat=BINARY\nDataOrientation=MULTIPLEXED\nNumberOfChannels={1}\nDataPoints={2}\n"
      "SamplingInterval={3}\n\n[Binary Infos]\nBinaryFormat={4}\n\n[Channel Infos]\n",
      stem, recording.channels.size(), recording.data.cols(), format_double(1e6 / recording.sampling_frequency.value()),
      whole ? "INT_16" : "IEEE_FLOAT_32");
  const std::string resolution = whole ? format_double(options.resolution.value()) : "1";
  for (std::size_t c = 0; c < recording.channels.size(); ++c) {
    const Channel& channel = recording.channels[c];
    out += fmt::format("Ch{}={},,{},{}\n", c + 1, escaped(channel.name), resolution,
                       channel.is_potential() ? "\xc2\xb5V" : escaped(channel.unit));
  }
  return out;
}

struct Marker {
  std::int64_t position = 1;
  std::string text;
};

std::string marker_text(const std::string& stem, const Recording& recording) {
  std::vector<Marker> markers{{1, "New Segment,,1,1,0"}};
  for (const double boundary : recording.boundaries) {
    const auto position = static_cast<std::int64_t>(std::ceil(boundary)) + 1;
    markers.push_back({position, fmt::format("New Segment,,{},1,0", position)});
  }
  for (const Event& event : recording.events) {
    const std::int64_t position = std::llround(event.sample) + 1;
    const std::int64_t size = std::max<std::int64_t>(1, std::llround(event.duration_samples));
    markers.push_back({position, fmt::format("{},{},{},{},0", event.kind.empty() ? "Stimulus" : escaped(event.kind),
                                             escaped(event.type), position, size)});
  }
  std::stable_sort(markers.begin(), markers.end(),
                   [](const Marker& a, const Marker& b) { return a.position < b.position; });
  std::string out = fmt::format(
      "Brain Vision Data Exchange Marker File, Version 1.0\n\n[Common Infos]\nCodepage=UTF-8\nDataFile={}.eeg\n\n"
      "[Marker Infos]\n",
      stem);
  for (std::size_t i = 0; i < markers.size(); ++i) out += fmt::format("Mk{}={}\n", i + 1, markers[i].text);
  return out;
}

template <class T>
void append_little_endian(std::vector<std::byte>& out, T value) {
  std::array<std::byte, sizeof(T)> raw = std::bit_cast<std::array<std::byte, sizeof(T)>>(value);
  if (std::endian::native == std::endian::big) std::reverse(raw.begin(), raw.end());
  out.insert(out.end(), raw.begin(), raw.end());
}

void write_samples(AtomicFile& file, const Recording& recording, const BrainVisionOptions& options) {
  constexpr std::size_t kPiece = 1 << 20;
  std::vector<std::byte> bytes;
  for (Eigen::Index s = 0; s < recording.data.cols(); ++s) {
    for (Eigen::Index c = 0; c < recording.data.rows(); ++c) {
      const double stored =
          stored_value(recording.channels[static_cast<std::size_t>(c)], recording.data(c, s), options);
      if (options.encoding == BrainVisionEncoding::int16)
        append_little_endian(bytes, static_cast<std::int16_t>(std::lround(stored)));
      else
        append_little_endian(bytes, static_cast<float>(stored));
    }
    if (bytes.size() < kPiece && s + 1 < recording.data.cols()) continue;
    file.write(std::span<const std::byte>(bytes));
    bytes.clear();
  }
}

}  // namespace

void write_brainvision(const std::filesystem::path& header, const Recording& recording,
                       const BrainVisionOptions& options, Overwrite overwrite) {
  check(header, recording, options);
  const auto named = [&header](const char* extension) {
    return std::filesystem::path(header).replace_extension(extension);
  };
  AtomicFile header_file(header, overwrite), data_file(named(".eeg"), overwrite),
      marker_file(named(".vmrk"), overwrite);
  const std::string stem = header.stem().string();
  write_samples(data_file, recording, options);
  marker_file.write(marker_text(stem, recording));
  header_file.write(header_text(stem, recording, options));
  data_file.commit();
  marker_file.commit();
  header_file.commit();
}

}  // namespace attune::eeg
