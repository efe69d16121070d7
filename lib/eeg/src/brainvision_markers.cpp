#include "brainvision_markers.hpp"

#include <fmt/format.h>

#include <cmath>

#include "attune/base/number_text.hpp"
#include "brainvision_text.hpp"

namespace attune::eeg {
namespace {

double number_field(const BrainVisionText& text, const BrainVisionEntry& entry, const std::vector<std::string>& fields,
                    std::size_t index, const char* what) {
  const std::string_view stated = index < fields.size() ? trimmed(fields[index]) : std::string_view();
  const std::optional<double> value = parse_double(stated);
  if (!value || !std::isfinite(*value))
    throw input_error(
        text.path, at_line(entry.line),
        fmt::format("{} of {} is {}, expected a number of data points", what, entry.key, in_quotes(stated)));
  return *value;
}

}  // namespace

BrainVisionMarkers parse_brainvision_markers(std::string_view bytes, const std::filesystem::path& path) {
  const BrainVisionText text = parse_brainvision_text(bytes, path, "Marker File");
  BrainVisionMarkers out;
  out.warnings = text.warnings;
  for (const BrainVisionEntry& entry : text.section("Marker Infos").entries) {
    if (entry.key.size() < 3 || !same_word(std::string_view(entry.key).substr(0, 2), "Mk"))
      throw input_error(
          path, at_line(entry.line),
          fmt::format("is {}, expected Mk<number>=type,description,position,size,channel", in_quotes(entry.key)));
    const std::vector<std::string> fields = brainvision_fields(entry.value);
    const double sample = number_field(text, entry, fields, 2, "position") - 1.0;
    if (same_word(fields[0], "New Segment")) {
      if (sample > 0.0) out.boundaries.push_back(sample);
      continue;
    }
    Event event;
    event.sample = sample;
    const bool sized = fields.size() > 3 && !trimmed(fields[3]).empty();
    const double size = sized ? number_field(text, entry, fields, 3, "size") : 1.0;
    event.duration_samples = size > 1.0 ? size : 0.0;
    event.kind = fields[0];
    event.type = fields[1].empty() ? fields[0] : fields[1];
    out.events.push_back(std::move(event));
  }
  return out;
}

}  // namespace attune::eeg
