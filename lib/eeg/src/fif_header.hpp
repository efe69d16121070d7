#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attune/eeg/recording.hpp"
#include "fif_tags.hpp"

namespace attune::eeg {

/// A channel and what a stored number of it is worth in its unit.
struct FifChannel {
  Channel channel;
  double scale = 1.0;  ///< cal times range
  bool stimulus = false;
};

/// An annotation; the onset is seconds from the measurement's date, or from sample 0 where the file has no date.
struct FifAnnotation {
  double onset_s = 0, duration_s = 0;
  std::string text;
};

/// What a raw FIF file says besides its samples.
struct FifHeader {
  Hertz sampling_frequency;
  std::vector<FifChannel> channels;
  std::vector<FifAnnotation> annotations;
  std::string previous_file;    ///< of a later part of a split recording, or empty
  std::size_t projections = 0;  ///< stored and not applied to the samples
  std::string next_file;        ///< name of the next part of a split recording, or empty
  std::optional<std::int64_t> next_number;
};

/// A file without raw data (averages, epochs, a head model), without channels or with a count that is not theirs is an
/// input error. The date of the measurement places the annotations and is not kept.
FifHeader parse_fif_header(std::span<const FifTag> tags, const std::filesystem::path& path);

/// True for the blocks that hold raw data.
bool is_raw_block(std::int32_t block);

}  // namespace attune::eeg
