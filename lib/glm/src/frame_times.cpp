#include "attune/glm/frame_times.hpp"

#include <fmt/format.h>

#include <cmath>

#include "attune/base/number_text.hpp"

namespace attune::glm {
namespace {

// Headers store the repetition time in single precision and often in rounded milliseconds; more than this is another
// repetition time, and over 300 volumes 0.3 s off.
constexpr double kSameSeconds = 1e-3;

struct Sourced {
  Seconds time{0};
  std::string source;
};

Seconds positive(double seconds, const std::filesystem::path& path) {
  if (!(seconds > 0.0) || !std::isfinite(seconds))
    throw input_error(path, fmt::format("RepetitionTime is {}, expected seconds above 0", format_double(seconds)));
  return Seconds(seconds);
}

Sourced repetition_time(const std::filesystem::path& data, const ImageHeader* header, const bids::Metadata& metadata,
                        const TimingOptions& options) {
  if (options.repetition_time) {
    if (!(options.repetition_time->count() > 0.0) || !std::isfinite(options.repetition_time->count()))
      throw usage_error(fmt::format("--repetition-time is {} s, expected more than 0",
                                    format_double(options.repetition_time->count())));
    return {*options.repetition_time, "as stated"};
  }
  const std::optional<double> written = metadata.number("RepetitionTime");
  // NaN: the header does not say.
  const double in_header =
      header != nullptr && header->repetition_time ? header->repetition_time->count() : std::nan("");
  if (!written && std::isnan(in_header))
    throw input_error(data,
                      "neither a header nor a JSON sidecar states the repetition time; add RepetitionTime to the "
                      "sidecar or give --repetition-time");
  if (!written) return {Seconds(in_header), "header"};
  const std::filesystem::path sidecar = metadata.source("RepetitionTime");
  const Seconds stated = positive(*written, sidecar);
  if (std::abs(in_header - stated.count()) > kSameSeconds)
    throw input_error(data, fmt::format("the header's repetition time is {} s, RepetitionTime in {} is {} s; correct "
                                        "one of them (attune glm also takes the right one as --repetition-time)",
                                        format_double(in_header), sidecar.string(), format_double(stated.count())));
  return {stated, "sidecar"};
}

Sourced start_time(const std::filesystem::path& data, const bids::Metadata& metadata, Seconds repetition_time,
                   const TimingOptions& options) {
  if (options.slice_time_ref) {
    const double ref = *options.slice_time_ref;
    if (!(ref >= 0.0 && ref <= 1.0))
      throw usage_error(fmt::format("--slice-time-ref is {}, expected a share of the repetition time from 0 to 1",
                                    format_double(ref)));
    return {ref * repetition_time, fmt::format("slice-time reference {}", format_double(ref))};
  }
  if (const std::optional<double> start = metadata.number("StartTime")) {
    if (!std::isfinite(*start)) throw input_error(metadata.source("StartTime"), "StartTime is not a number of seconds");
    return {Seconds(*start), "StartTime of the sidecar"};
  }
  if (metadata.flag("SliceTimingCorrected").value_or(false))
    throw input_error(
        data, fmt::format("{} says SliceTimingCorrected but no StartTime, so the volumes' times are not "
                          "known; add StartTime there (attune glm also takes --slice-time-ref: 0.5 where slices "
                          "were brought to the middle of the repetition time, as fMRIPrep does)",
                          metadata.source("SliceTimingCorrected").string()));
  return {Seconds(0), "no slice-timing correction stated"};
}

}  // namespace

RunTiming run_timing(const std::filesystem::path& data, const ImageHeader* header, const bids::Metadata& metadata,
                     Eigen::Index volumes, const TimingOptions& options) {
  const Sourced repetition = repetition_time(data, header, metadata, options);
  const Sourced start = start_time(data, metadata, repetition.time, options);
  return {{volumes, repetition.time, start.time},
          fmt::format("repetition time {} s ({}), first volume at {} s ({})", format_double(repetition.time.count()),
                      repetition.source, format_double(start.time.count()), start.source)};
}

}  // namespace attune::glm
