#include <fmt/format.h>

#include <iterator>

#include "attune/eeg/brainvision.hpp"
#include "brainvision_data.hpp"
#include "brainvision_header.hpp"
#include "brainvision_markers.hpp"
#include "companion_file.hpp"
#include "finish_recording.hpp"

namespace attune::eeg {
namespace {

// A header or marker file is text that people read; beyond this it is something else.
constexpr std::uintmax_t kLargestText = std::uintmax_t{1} << 28;

void add_warnings(Recording& recording, Warnings&& warnings) {
  recording.warnings.insert(recording.warnings.end(), std::make_move_iterator(warnings.begin()),
                            std::make_move_iterator(warnings.end()));
}

}  // namespace

Recording read_brainvision(const std::filesystem::path& path) {
  BrainVisionHeader header = parse_brainvision_header(read_text(path, kLargestText), path);
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
    out.channels.push_back(std::move(channel));
  }
  const std::filesystem::path data =
      find_companion(path, header.data_file, "data file", {".eeg", ".dat", ".avg", ".seg"}, out.warnings);
  out.files = {path, data};
  out.data = read_brainvision_data(data, header);
  if (!header.marker_file.empty()) {
    const std::filesystem::path markers =
        find_companion(path, header.marker_file, "marker file", {".vmrk"}, out.warnings);
    out.files.push_back(markers);
    BrainVisionMarkers read = parse_brainvision_markers(read_text(markers, kLargestText), markers);
    out.events = std::move(read.events);
    out.boundaries = std::move(read.boundaries);
    add_warnings(out, std::move(read.warnings));
  }
  if (header.segmented)
    out.warnings.push_back(fmt::format(
        "{}: was cut into segments; they are read as continuous data with boundaries between them", describe(path)));
  finish_recording(out);
  return out;
}

}  // namespace attune::eeg
