#include "neuroscan_header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "attune/base/byte_cursor.hpp"
#include "attune/base/number_text.hpp"
#include "text_encoding.hpp"

namespace attune::eeg {
namespace {

// Fields of the header (SETUP, 900 bytes) and of a channel's entry (ELECTLOC, 75 bytes), by their byte.
constexpr std::size_t kSetupBytes = 900, kElectrodeBytes = 75;
constexpr std::size_t kNextFile = 12, kPreviousFile = 16, kChannels = 370, kRate = 376, kSamples = 864,
                      kEventTable = 886, kChannelOffset = 894;
constexpr std::size_t kBad = 14, kBaseline = 47, kSensitivity = 59, kCalibration = 71;
constexpr std::size_t kWidthFlag = 52;  // in the tail
constexpr double kMicrovoltsPerStep = 1.0 / 204.8;
constexpr double kVoltsPerMicrovolt = 1e-6;
constexpr int kHighWord = 32;

template <class T>
T at(ByteCursor& cursor, std::size_t byte, const char* field) {
  cursor.seek(byte, field);
  return cursor.read<T>(field);
}

NeuroscanChannel parse_channel(ByteCursor& cursor, std::size_t start, std::size_t number) {
  NeuroscanChannel out;
  cursor.seek(start, "channel label");
  const std::string label = cursor.read_text(10, "channel label");
  out.channel.name = std::string(trimmed(is_utf8(label) ? label : cp1252_to_utf8(label)));
  if (out.channel.name.empty()) out.channel.name = fmt::format("{}", number);
  out.channel.stored_unit = "\xc2\xb5V";
  out.channel.bad = at<std::uint8_t>(cursor, start + kBad, "channel bad") != 0;
  out.baseline = at<std::int16_t>(cursor, start + kBaseline, "channel baseline");
  const double sensitivity = at<float>(cursor, start + kSensitivity, "channel sensitivity"),
               calibration = at<float>(cursor, start + kCalibration, "channel calibration");
  out.scale = calibration * sensitivity * kVoltsPerMicrovolt * kMicrovoltsPerStep;
  if (!std::isfinite(out.scale) || out.scale == 0.0)
    throw input_error(cursor.path(), at_byte(start),
                      fmt::format("channel {} has sensitivity {} and calibration {}, expected numbers other than 0",
                                  in_quotes(out.channel.name), sensitivity, calibration));
  return out;
}

/// The event table's byte; its upper half is where the name of the previous file's byte once was.
std::size_t event_table_byte(ByteCursor& cursor) {
  const std::uint64_t low = at<std::uint32_t>(cursor, kEventTable, "event table"),
                      high = at<std::uint32_t>(cursor, kPreviousFile, "event table");
  const std::uint64_t whole = (high << kHighWord) | low;
  return whole < cursor.size() ? whole : low;
}

double median_size(std::vector<int>& words) {
  const auto middle = words.begin() + static_cast<std::ptrdiff_t>(words.size() / 2);
  std::nth_element(words.begin(), middle, words.end());
  return *middle;
}

/// The upper halves of 32-bit samples are small beside the lower ones; of 16-bit samples every other one is as large as
/// the rest.
std::size_t width_by_values(std::span<const std::byte> data, const std::filesystem::path& path) {
  constexpr std::size_t kLooked = 8192;
  constexpr double kSmaller = 8.0;
  ByteCursor cursor(data, path);
  std::vector<int> lower, upper;
  while (cursor.remaining() >= 4 && lower.size() < kLooked) {
    lower.push_back(std::abs(static_cast<int>(cursor.read<std::int16_t>("sample"))));
    upper.push_back(std::abs(static_cast<int>(cursor.read<std::int16_t>("sample"))));
  }
  return !lower.empty() && kSmaller * median_size(upper) < median_size(lower) ? 4 : 2;
}

std::size_t find_width(ByteCursor& cursor, std::span<const std::byte> file, NeuroscanHeader& out) {
  const std::size_t bytes = out.data_end - out.data_start, channels = out.channels.size();
  const auto stated = at<std::int32_t>(cursor, kSamples, "number of samples");
  if (stated > 0)
    for (const std::size_t width : {std::size_t{2}, std::size_t{4}})
      if (static_cast<std::uint64_t>(stated) * channels * width == bytes) return width;
  const std::uint64_t tail = at<std::uint32_t>(cursor, kNextFile, "next file");
  if (tail >= out.data_end && tail + kWidthFlag < file.size())
    return at<std::uint8_t>(cursor, tail + kWidthFlag, "width of samples") == 1 ? 4 : 2;
  const std::size_t width = width_by_values(file.subspan(out.data_start, bytes), cursor.path());
  out.warnings.push_back(
      fmt::format("{}: states {} samples, which {} bytes of {} channels are not in 16 or 32 bit; the values look like "
                  "{} bit and are read so",
                  describe(cursor.path()), stated, bytes, channels, width * 8));
  return width;
}

void check_size(const NeuroscanHeader& header, const std::filesystem::path& path) {
  const std::size_t bytes = header.data_end - header.data_start, unit = header.frame() * header.block;
  if (bytes == 0) throw input_error(path, "holds no samples");
  if (bytes % unit != 0)
    throw input_error(path, fmt::format("has {} bytes of samples, expected a multiple of {} ({} channels, {} bit, "
                                        "blocks of {})",
                                        bytes, unit, header.channels.size(), header.width * 8, header.block));
}

}  // namespace

NeuroscanHeader parse_neuroscan_header(std::span<const std::byte> file, const std::filesystem::path& path) {
  ByteCursor cursor(file, path);
  NeuroscanHeader out;
  if (file.size() > 4 && cursor.read_text(4, "start") == "RIFF")
    throw input_error(path, "is ANT's .cnt, which is not read; export it as BrainVision, EDF or EEGLAB");
  if (file.size() < kSetupBytes)
    throw input_error(path, fmt::format("has {} bytes, expected a Neuroscan header of 900", file.size()));
  cursor.seek(0, "start");
  if (const std::string start = cursor.read_text(12, "revision"); !start.starts_with("Version "))
    throw input_error(path, at_byte(0),
                      fmt::format("starts with {}, expected 'Version 3.0' (Neuroscan)", in_quotes(start)));
  const auto count = at<std::uint16_t>(cursor, kChannels, "number of channels"),
             rate = at<std::uint16_t>(cursor, kRate, "rate");
  if (count == 0 || rate == 0)
    throw input_error(path, at_byte(kChannels),
                      fmt::format("states {} channels at {} Hz, expected at least 1 of each", count, rate));
  out.sampling_frequency = Hertz(rate);
  for (std::size_t c = 0; c < count; ++c)
    out.channels.push_back(parse_channel(cursor, kSetupBytes + c * kElectrodeBytes, c + 1));
  out.data_start = kSetupBytes + count * kElectrodeBytes;
  const std::size_t table = event_table_byte(cursor);
  if (table > file.size())
    throw input_error(
        path, at_byte(kEventTable),
        fmt::format("the event table is at byte {}, the file has {}: it is cut short", table, file.size()));
  out.event_table = table >= out.data_start && table < file.size() ? table : 0;
  out.data_end = table >= out.data_start ? table : file.size();
  out.width = find_width(cursor, file, out);
  const auto block_bytes = at<std::int32_t>(cursor, kChannelOffset, "block of a channel");
  if (block_bytes > 1) out.block = std::max<std::size_t>(1, static_cast<std::size_t>(block_bytes) / out.width);
  check_size(out, path);
  return out;
}

}  // namespace attune::eeg
