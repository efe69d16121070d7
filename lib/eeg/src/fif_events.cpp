#include "fif_events.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>

#include "attune/base/error.hpp"
#include "brainvision_text.hpp"

namespace attune::eeg {
namespace {

/// Position in the stored data of a time in samples of the amplifier; nothing within a skip. Before the first and after
/// the last stretch it runs on.
std::optional<double> stored_position(double at, std::span<const FifStretch> stretches) {
  // Onsets are floats: a start of a stretch may come out a little early.
  constexpr double kSlack = 0.5;
  const auto after = std::find_if(stretches.begin(), stretches.end(), [at](const FifStretch& stretch) {
    return static_cast<double>(stretch.first) - kSlack > at;
  });
  const FifStretch& stretch = after == stretches.begin() ? *after : *(after - 1);
  const double within = at - static_cast<double>(stretch.first);
  if (after != stretches.end() && within > static_cast<double>(stretch.samples) - kSlack) return std::nullopt;
  return static_cast<double>(stretch.column) + within;
}

/// What marks that pieces were joined, in the words of MNE, EEGLAB and BrainVision.
bool is_boundary(std::string_view text) {
  return text == "EDGE boundary" || same_word(text, "boundary") || same_word(text, "New Segment") ||
         text.starts_with("New Segment/");
}

/// Boundaries at the ends of a stretch that holds what was filled in for a skip. True if it reaches into the data.
bool enclose(Recording& recording, double at, double samples) {
  constexpr double kSlack = 0.5;  // as above: a skip before the first sample ends there, give or take a float
  if (at + samples < kSlack || at >= static_cast<double>(recording.data.cols()) - kSlack) return false;
  recording.boundaries.push_back(std::round(at));
  recording.boundaries.push_back(std::round(at + samples));
  return true;
}

void add_annotations(Recording& recording, std::span<const FifAnnotation> annotations,
                     std::span<const FifStretch> stretches) {
  const double rate = recording.sampling_frequency.value();
  std::size_t dropped = 0, filled = 0;
  for (const FifAnnotation& annotation : annotations) {
    if (annotation.text == "BAD boundary") continue;
    const std::optional<double> at =
        std::isfinite(annotation.onset_s) ? stored_position(annotation.onset_s * rate, stretches) : std::nullopt;
    const double duration = std::isfinite(annotation.duration_s) ? std::max(0.0, annotation.duration_s * rate) : 0.0;
    if (same_word(annotation.text, "BAD_ACQ_SKIP")) {
      if (at && duration > 0.0 && enclose(recording, *at, duration)) ++filled;
      continue;
    }
    if (!at) {
      ++dropped;
      continue;
    }
    if (is_boundary(annotation.text)) {
      recording.boundaries.push_back(*at);
      continue;
    }
    Event event;
    event.sample = *at;
    event.duration_samples = duration;
    event.type = annotation.text;
    event.kind = "Annotation";
    recording.events.push_back(std::move(event));
  }
  if (dropped > 0)
    recording.warnings.push_back(
        fmt::format("{}: {} of {} annotations lie where the recording skipped; they are dropped",
                    describe(recording.path), dropped, annotations.size()));
  if (filled > 0)
    recording.warnings.push_back(
        fmt::format("{}: {} stretches are marked as skipped (BAD_ACQ_SKIP) but have samples, which nothing recorded; "
                    "both ends of each are boundaries",
                    describe(recording.path), filled));
}

void add_rises(Recording& recording, std::size_t channel) {
  const auto row = recording.data.row(static_cast<Eigen::Index>(channel));
  const auto code = [&row](Eigen::Index s) { return std::isfinite(row(s)) ? std::round(row(s)) : 0.0; };
  for (Eigen::Index s = 1; s < row.size(); ++s) {
    if (code(s) <= std::max(0.0, code(s - 1))) continue;
    Eigen::Index end = s + 1;
    while (end < row.size() && code(end) == code(s)) ++end;
    Event event;
    event.sample = static_cast<double>(s);
    event.duration_samples = static_cast<double>(end - s);
    event.type = fmt::format("{:.0f}", code(s));
    event.kind = recording.channels[channel].name;
    recording.events.push_back(std::move(event));
  }
}

}  // namespace

void add_fif_events(Recording& recording, std::span<const FifChannel> channels,
                    std::span<const FifAnnotation> annotations, std::span<const FifStretch> stretches) {
  add_annotations(recording, annotations, stretches);
  const auto is_sum = [](const FifChannel& channel) {
    return channel.channel.name == "STI 014" || channel.channel.name == "STI101" || channel.channel.name == "STI 101";
  };
  const bool summed = std::any_of(channels.begin(), channels.end(), is_sum);
  for (std::size_t c = 0; c < channels.size(); ++c)
    if (channels[c].stimulus && (!summed || is_sum(channels[c]))) add_rises(recording, c);
}

}  // namespace attune::eeg
