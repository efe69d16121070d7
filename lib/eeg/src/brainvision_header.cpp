#include "brainvision_header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "attune/base/number_text.hpp"
#include "potential.hpp"
#include "text_encoding.hpp"

namespace attune::eeg {
namespace {

// More channels than any amplifier has; keeps a malformed count from being taken at its word.
constexpr std::int64_t kMostChannels = 100000;
// The head that MNE takes for positions on a sphere of radius 1, in mm.
constexpr double kIdealRadius = 95.0;

[[noreturn]] void refuse(const BrainVisionText& text, const BrainVisionEntry& entry, std::string_view expected) {
  throw input_error(text.path, at_line(entry.line),
                    fmt::format("{} is {}, expected {}", entry.key, in_quotes(trimmed(entry.value)), expected));
}

std::int64_t whole_number(const BrainVisionText& text, const BrainVisionEntry& entry, std::int64_t least) {
  const std::optional<std::int64_t> value = parse_integer(trimmed(entry.value));
  if (!value || *value < least) refuse(text, entry, fmt::format("a whole number of at least {}", least));
  return *value;
}

std::string file_name(const BrainVisionEntry& entry, const std::filesystem::path& header) {
  std::string name(trimmed(entry.value));
  const std::string stem = header.stem().string();
  for (std::size_t at = name.find("$b"); at != std::string::npos; at = name.find("$b", at + stem.size()))
    name.replace(at, 2, stem);
  return name;
}

void read_number_format(const BrainVisionText& text, BrainVisionHeader& out) {
  const BrainVisionEntry& kind = text.required("Common Infos", "DataFormat");
  const std::string_view value = trimmed(kind.value);
  if (same_word(value, "ASCII")) {
    out.layout.format = SampleFormat::text;
    const BrainVisionSection* layout = text.find("ASCII Infos");
    if (layout == nullptr) return;
    if (const BrainVisionEntry* decimal = layout->find("DecimalSymbol"); decimal != nullptr) {
      const std::string_view symbol = trimmed(decimal->value);
      if (symbol != "." && symbol != ",") refuse(text, *decimal, "'.' or ','");
      out.text.decimal = symbol.front();
    }
    if (const BrainVisionEntry* skip = layout->find("SkipLines"); skip != nullptr)
      out.text.skip_lines = static_cast<std::size_t>(whole_number(text, *skip, 0));
    if (const BrainVisionEntry* skip = layout->find("SkipColumns"); skip != nullptr)
      out.text.skip_columns = static_cast<std::size_t>(whole_number(text, *skip, 0));
    return;
  }
  if (!same_word(value, "BINARY")) refuse(text, kind, "BINARY or ASCII");
  const BrainVisionEntry& format = text.required("Binary Infos", "BinaryFormat");
  const std::string_view name = trimmed(format.value);
  if (same_word(name, "INT_16"))
    out.layout.format = SampleFormat::int16;
  else if (same_word(name, "INT_32"))
    out.layout.format = SampleFormat::int32;
  else if (same_word(name, "IEEE_FLOAT_32"))
    out.layout.format = SampleFormat::float32;
  else
    refuse(text, format, "INT_16, INT_32 or IEEE_FLOAT_32");
  const BrainVisionEntry* endian = text.section("Binary Infos").find("UseBigEndianOrder");
  out.layout.big_endian = endian != nullptr && same_word(trimmed(endian->value), "YES");
}

void read_layout(const BrainVisionText& text, BrainVisionHeader& out) {
  const BrainVisionSection& common = text.section("Common Infos");
  if (const BrainVisionEntry* type = common.find("DataType");
      type != nullptr && !same_word(trimmed(type->value), "TIMEDOMAIN"))
    refuse(text, *type, "TIMEDOMAIN; spectra are not read");
  if (const BrainVisionEntry* order = common.find("DataOrientation"); order != nullptr) {
    if (same_word(trimmed(order->value), "VECTORIZED"))
      out.layout.order = SampleOrder::vectorized;
    else if (!same_word(trimmed(order->value), "MULTIPLEXED"))
      refuse(text, *order, "MULTIPLEXED or VECTORIZED");
  }
  const BrainVisionEntry& interval = text.required("Common Infos", "SamplingInterval");
  const std::optional<double> microseconds = parse_double(trimmed(interval.value));
  if (!microseconds || !(*microseconds > 0.0) || !std::isfinite(*microseconds) || !std::isfinite(1e6 / *microseconds))
    refuse(text, interval, "microseconds between samples, above 0");
  out.sampling_frequency = Hertz(1e6 / *microseconds);
  if (const BrainVisionEntry* points = common.find("DataPoints");
      points != nullptr && !trimmed(points->value).empty() && trimmed(points->value) != "0")
    out.data_points = whole_number(text, *points, 1);
  if (const BrainVisionEntry* segments = common.find("SegmentationType"); segments != nullptr)
    out.segmented = !trimmed(segments->value).empty() && !same_word(trimmed(segments->value), "NOTSEGMENTED");
}

BrainVisionChannel read_channel(const BrainVisionText& text, const BrainVisionEntry& entry, Warnings& warnings) {
  std::vector<std::string> fields = brainvision_fields(entry.value);
  fields.resize(std::max<std::size_t>(fields.size(), 4));
  BrainVisionChannel out;
  out.name = std::string(trimmed(fields[0]));
  if (out.name.empty()) {
    out.name = entry.key;
    warnings.push_back(
        fmt::format("{}: channel without a name is called {}", describe(text.path, at_line(entry.line)), entry.key));
  }
  double resolution = 1.0;
  if (const std::string_view stated = trimmed(fields[2]); !stated.empty()) {
    const std::optional<double> value = parse_double(stated);
    if (!value || !std::isfinite(*value) || *value == 0.0)
      throw input_error(
          text.path, at_line(entry.line),
          fmt::format("resolution of {} is {}, expected a number other than 0", entry.key, in_quotes(stated)));
    resolution = *value;
  }
  out.stored_unit = plain_unit(fields[3]);
  if (out.stored_unit.empty()) out.stored_unit = "\xc2\xb5V";
  const std::optional<double> volts = volts_per(out.stored_unit);
  out.unit = volts ? "V" : out.stored_unit;
  out.scale = resolution * volts.value_or(1.0);
  return out;
}

void read_channels(const BrainVisionText& text, BrainVisionHeader& out) {
  const BrainVisionEntry& count_entry = text.required("Common Infos", "NumberOfChannels");
  const std::int64_t count = whole_number(text, count_entry, 1);
  const BrainVisionSection& section = text.section("Channel Infos");
  if (count > kMostChannels || static_cast<std::size_t>(count) != section.entries.size())
    throw input_error(
        text.path, at_line(count_entry.line),
        fmt::format("NumberOfChannels is {}, but section [Channel Infos] has {} lines", count, section.entries.size()));
  for (std::size_t i = 0; i < section.entries.size(); ++i) {
    const BrainVisionEntry& entry = section.entries[i];
    if (!same_word(entry.key, fmt::format("Ch{}", i + 1)))
      throw input_error(
          text.path, at_line(entry.line),
          fmt::format("is {}, expected Ch{}=name,reference,resolution,unit", in_quotes(entry.key), i + 1));
    out.channels.push_back(read_channel(text, entry, out.warnings));
  }
}

double degrees_field(const BrainVisionText& text, const BrainVisionEntry& entry, const std::string& field) {
  const std::optional<double> value = parse_double(trimmed(field));
  if (!value || !std::isfinite(*value)) refuse(text, entry, "radius, theta and phi (degrees)");
  return *value;
}

/// Section [Coordinates]: radius in mm, or 1 for a sphere; theta from the vertex, negative to the left; phi about it.
void read_coordinates(const BrainVisionText& text, BrainVisionHeader& out) {
  const BrainVisionSection* section = text.find("Coordinates");
  if (section == nullptr) return;
  constexpr double kRadians = std::numbers::pi / 180.0;
  for (const BrainVisionEntry& entry : section->entries) {
    const std::int64_t number =
        parse_integer(std::string_view(entry.key).substr(std::min<std::size_t>(2, entry.key.size()))).value_or(0);
    const std::vector<std::string> fields = brainvision_fields(entry.value);
    if (number < 1 || static_cast<std::size_t>(number) > out.channels.size() || fields.size() != 3)
      throw input_error(text.path, at_line(entry.line),
                        fmt::format("is {}={}, expected Ch<number of a channel>=radius,theta,phi", in_quotes(entry.key),
                                    in_quotes(entry.value)));
    const double radius = degrees_field(text, entry, fields[0]),
                 theta = kRadians * degrees_field(text, entry, fields[1]),
                 phi = kRadians * degrees_field(text, entry, fields[2]);
    if (radius == 0.0) continue;  // how a channel without a place is written
    const bool ideal = radius == 1.0;
    out.ideal_sphere = out.ideal_sphere || ideal;
    const double mm = ideal ? kIdealRadius : radius;
    out.channels[static_cast<std::size_t>(number) - 1].position = ElectrodePosition{
        mm * std::sin(theta) * std::cos(phi), mm * std::sin(theta) * std::sin(phi), mm * std::cos(theta)};
  }
}

}  // namespace

BrainVisionHeader parse_brainvision_header(std::string_view bytes, const std::filesystem::path& path) {
  const BrainVisionText text = parse_brainvision_text(bytes, path, "Header File");
  BrainVisionHeader out;
  out.warnings = text.warnings;
  out.v_amp = bytes.substr(0, bytes.find_first_of("\r\n")).find("V-Amp") != std::string_view::npos;
  out.data_file = file_name(text.required("Common Infos", "DataFile"), path);
  if (const BrainVisionEntry* markers = text.section("Common Infos").find("MarkerFile"); markers != nullptr)
    out.marker_file = file_name(*markers, path);
  read_number_format(text, out);
  read_layout(text, out);
  read_channels(text, out);
  read_coordinates(text, out);
  return out;
}

}  // namespace attune::eeg
