#include <fmt/format.h>

#include <iterator>
#include <memory>

#include "attune/eeg/brainvision.hpp"
#include "brainvision_data.hpp"
#include "brainvision_header.hpp"
#include "brainvision_markers.hpp"
#include "brainvision_source.hpp"
#include "companion_file.hpp"
#include "finish_recording.hpp"
#include "held_source.hpp"
#include "mapped_source.hpp"

namespace attune::eeg {
namespace {

// A header or marker file is text that people read; beyond this it is something else.
constexpr std::uintmax_t kLargestText = std::uintmax_t{1} << 28;

void add_warnings(Recording& recording, Warnings&& warnings) {
  recording.warnings.insert(recording.warnings.end(), std::make_move_iterator(warnings.begin()),
                            std::make_move_iterator(warnings.end()));
}

Recording header_of(const std::filesystem::path& path, BrainVisionHeader& header) {
  Recording out;
  out.path = path;
  out.format = "BrainVision";
  out.sampling_frequency = header.sampling_frequency;
  add_warnings(out, std::move(header.warnings));
  for (const BrainVisionChannel& stored : header.channels) {
    Channel channel;
    channel.name = stored.name;
    channel.unit = stored.unit;
    channel.stored_unit = stored.stored_unit;
    channel.position = stored.position;
    out.channels.push_back(std::move(channel));
  }
  if (header.ideal_sphere) out.notes.push_back("positions: angles on a sphere, taken with a radius of 95 mm");
  return out;
}

void add_markers(Recording& out, const BrainVisionHeader& header) {
  if (!header.marker_file.empty()) {
    const std::filesystem::path markers =
        find_companion(out.path, header.marker_file, "marker file", {".vmrk", ".amrk"}, out.warnings);
    out.files.push_back(markers);
    BrainVisionMarkers read = parse_brainvision_markers(read_text(markers, kLargestText), markers);
    out.events = std::move(read.events);
    out.boundaries = std::move(read.boundaries);
    add_warnings(out, std::move(read.warnings));
  }
  if (header.segmented)
    out.warnings.push_back(
        fmt::format("{}: was cut into segments; they are read as continuous data with boundaries between them",
                    describe(out.path)));
}

}  // namespace

std::unique_ptr<Source> open_brainvision(const std::filesystem::path& path) {
  BrainVisionHeader header = parse_brainvision_header(read_text(path, kLargestText), path);
  Recording out = header_of(path, header);
  const std::filesystem::path data =
      find_companion(path, header.data_file, "data file", {".eeg", ".dat", ".avg", ".seg"}, out.warnings);
  out.files = {path, data};
  if (header.layout.format == SampleFormat::text) {
    out.data = read_brainvision_text(data, header);
    add_markers(out, header);
    finish_recording(out);
    return std::make_unique<HeldSource>(std::move(out));
  }
  auto file = std::make_shared<const MappedFile>(data);
  StoredSamples stored = stored_brainvision(file->bytes(), data, header);
  add_markers(out, header);
  finish_header(out, stored.samples);
  return std::make_unique<MappedSource>(std::move(out), std::move(file), std::move(stored));
}

Recording read_brainvision(const std::filesystem::path& path) {
  constexpr parallel::Threads kAll{};
  return open_brainvision(path)->read_all(kAll);
}

}  // namespace attune::eeg
