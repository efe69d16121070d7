#include "attune/eeg/fif.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "attune/base/error.hpp"
#include "attune/base/files.hpp"
#include "fif_events.hpp"
#include "fif_header.hpp"
#include "fif_samples.hpp"
#include "finish_recording.hpp"
#include "zlib_inflate.hpp"

namespace attune::eeg {
namespace {

constexpr std::size_t kMostParts = 1000;
// The format splits a recording at 2 GB. Samples as 16 bits of noise hardly shrink; those of a silent amplifier do, so
// that small files may.
constexpr std::size_t kLargestInflated = std::size_t{1} << 32, kSmallInflated = std::size_t{1} << 26, kMostShrunk = 64;

struct Part {
  std::filesystem::path path;
  std::vector<std::byte> bytes;
  FifHeader header;
  std::vector<FifBuffer> buffers;
};

std::vector<std::byte> read_plain(const std::filesystem::path& path) {
  std::vector<std::byte> bytes = read_bytes(path);
  const bool zipped = bytes.size() > 2 && bytes[0] == std::byte{0x1f} && bytes[1] == std::byte{0x8b};
  if (!zipped) return bytes;
  const std::size_t limit = std::clamp(bytes.size() * kMostShrunk, kSmallInflated, kLargestInflated);
  return gzip_inflate(bytes, limit, path);
}

Part read_part(const std::filesystem::path& path, std::int64_t next_first) {
  Part out;
  out.path = path;
  out.bytes = read_plain(path);
  const std::vector<FifTag> tags = fif_tags(out.bytes, path);
  out.header = parse_fif_header(tags, path);
  out.buffers = fif_buffers(tags, out.header.channels.size(), next_first, path);
  if (out.buffers.empty()) throw input_error(path, "holds no samples");
  return out;
}

/// The next part beside this one: under the name it gives, or this name with the part's number.
std::filesystem::path next_path(const Part& part) {
  const std::filesystem::path named = part.path.parent_path() / std::filesystem::path(part.header.next_file).filename();
  std::error_code status;
  if (!part.header.next_file.empty() && std::filesystem::is_regular_file(named, status)) return named;
  const std::string file = part.path.filename().string();
  const std::size_t dot = std::min(file.find('.'), file.size()), dash = file.rfind('-', dot);
  std::string stem = file.substr(0, dot);
  if (dash != std::string::npos && dash + 1 < dot &&
      stem.find_first_not_of("0123456789", dash + 1) == std::string::npos)
    stem.resize(dash);
  const std::string numbered = part.header.next_number
                                   ? fmt::format("{}-{}{}", stem, *part.header.next_number, file.substr(dot))
                                   : part.header.next_file;
  const std::filesystem::path beside = part.path.parent_path() / numbered;
  if (std::filesystem::is_regular_file(beside, status)) return beside;
  // Names that a header keeps may be those of a person.
  throw input_error(part.path, "is a part of a split recording; its next part" +
                                   (part.header.next_number ? fmt::format(", {},", in_quotes(numbered, 120)) : "") +
                                   " is not beside it");
}

bool has_next(const Part& part) { return !part.header.next_file.empty() || part.header.next_number; }

void check_part(const Part& part, const Part& first) {
  const bool same = std::equal(part.header.channels.begin(), part.header.channels.end(), first.header.channels.begin(),
                               first.header.channels.end(), [](const FifChannel& a, const FifChannel& b) {
                                 return a.channel.name == b.channel.name;
                               });
  if (!same || part.header.sampling_frequency.value() != first.header.sampling_frequency.value())
    throw input_error(part.path, fmt::format("has other channels or another rate than {}, whose next part it is",
                                             in_quotes(first.path.filename().string(), 120)));
}

std::vector<Part> read_parts(const std::filesystem::path& path) {
  std::vector<Part> out;
  out.push_back(read_part(path, 0));
  while (has_next(out.back())) {
    const FifBuffer& last = out.back().buffers.back();
    const std::filesystem::path next = next_path(out.back());
    const bool circle = std::any_of(out.begin(), out.end(), [&](const Part& part) { return part.path == next; });
    if (circle || out.size() == kMostParts)
      throw input_error(out.back().path, "names a next part that was already read; the parts go round in a circle");
    out.push_back(read_part(next, last.first + last.samples));
    check_part(out.back(), out.front());
  }
  return out;
}

/// Buffers that follow on one another, joined.
std::vector<FifStretch> stretches_of(const std::vector<Part>& parts) {
  std::vector<FifStretch> out;
  Eigen::Index column = 0;
  for (const Part& part : parts)
    for (const FifBuffer& buffer : part.buffers) {
      if (!out.empty() && buffer.first < out.back().first + out.back().samples)
        throw input_error(part.path, at_byte(buffer.tag.at),
                          fmt::format("samples from number {} on are there twice", buffer.first));
      if (out.empty() || buffer.first > out.back().first + out.back().samples) out.push_back({buffer.first, column, 0});
      out.back().samples += buffer.samples;
      column += buffer.samples;
    }
  return out;
}

void mark_skips(Recording& recording, const std::vector<FifStretch>& stretches) {
  Eigen::Index skipped = 0;
  for (std::size_t i = 1; i < stretches.size(); ++i) {
    recording.boundaries.push_back(static_cast<double>(stretches[i].column));
    skipped += stretches[i].first - stretches[i - 1].first - stretches[i - 1].samples;
  }
  if (skipped > 0)
    recording.warnings.push_back(
        fmt::format("{}: {} samples were skipped while recording, at {} places; they are "
                    "boundaries, nothing is filled in",
                    describe(recording.path), skipped, stretches.size() - 1));
}

/// True times of what the boundaries open, whether at a skip or where pieces were joined.
void time_segments(Recording& recording, const std::vector<FifStretch>& stretches) {
  if (stretches.size() == 1) return;
  recording.segment_starts = {Seconds(0)};
  for (const double boundary : recording.boundaries) {
    const auto after = std::find_if(stretches.begin(), stretches.end(), [boundary](const FifStretch& stretch) {
      return static_cast<double>(stretch.column) > boundary;
    });
    const FifStretch& stretch = *(after - 1);
    const double number =
        static_cast<double>(stretch.first - stretches.front().first) + boundary - static_cast<double>(stretch.column);
    recording.segment_starts.emplace_back(number / recording.sampling_frequency.value());
  }
}

}  // namespace

Recording read_fif(const std::filesystem::path& path) {
  const std::vector<Part> parts = read_parts(path);
  const FifHeader& header = parts.front().header;
  Recording out;
  out.path = path;
  out.format = "FIF";
  out.sampling_frequency = header.sampling_frequency;
  for (const FifChannel& channel : header.channels) out.channels.push_back(channel.channel);
  const std::vector<FifStretch> stretches = stretches_of(parts);
  out.data.resize(static_cast<Eigen::Index>(out.channels.size()), stretches.back().column + stretches.back().samples);
  Eigen::Index column = 0;
  for (const Part& part : parts) {
    out.files.push_back(part.path);
    for (const FifBuffer& buffer : part.buffers) {
      read_fif_buffer(buffer, part.header.channels, column, out.data);
      column += buffer.samples;
    }
  }
  mark_skips(out, stretches);
  add_fif_events(out, header.channels, header.annotations, stretches);
  if (stretches.front().first != 0)
    out.notes.push_back(
        fmt::format("positions count from the first sample of the file, which is number {} of the "
                    "acquisition",
                    stretches.front().first));
  if (!header.previous_file.empty())
    out.warnings.push_back(
        fmt::format("{}: is a later part of a split recording; what comes before is in another "
                    "file: name its first part to read it whole",
                    describe(path)));
  if (header.projections > 0)
    out.notes.push_back(fmt::format("{} projections are stored and not applied", header.projections));
  finish_recording(out);
  time_segments(out, stretches);
  return out;
}

}  // namespace attune::eeg
