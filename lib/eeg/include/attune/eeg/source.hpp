#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "attune/eeg/recording.hpp"
#include "attune/parallel/chunks.hpp"

namespace attune::eeg {

/// A recording whose samples are read when they are asked for. Several threads may read from one source.
class Source {
 public:
  virtual ~Source() = default;
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  /// Everything but the samples: channels, events, boundaries, warnings; `data` has a row per channel and 0 columns.
  /// Warnings that rest on the samples (not finite, impossible volts) come with `read_recording` alone.
  const Recording& header() const { return header_; }
  /// Adds to the warnings of the header.
  void warn(std::string what) { header_.warnings.push_back(std::move(what)); }
  /// Samples per channel.
  Eigen::Index samples() const { return samples_; }

  /// Samples from `first_sample` on of the channels from `first_channel` on into `columns` (samples x channels; volts
  /// for potentials, as in `Recording::data`); its size says how many. Beyond the recording is an internal error. The
  /// same numbers for any number of threads and however the recording is cut up.
  void read(Eigen::Index first_sample, Eigen::Index first_channel, Eigen::Ref<Eigen::MatrixXd> columns,
            parallel::Threads threads) const;
  /// All samples of some channels: `columns` has `samples()` rows.
  void read(Eigen::Index first_channel, Eigen::Ref<Eigen::MatrixXd> columns, parallel::Threads threads) const;

  /// The whole recording, checked as `read_recording` checks it.
  virtual Recording read_all(parallel::Threads threads) const = 0;

 protected:
  Source(Recording header, Eigen::Index samples);

 private:
  virtual void read_block(Eigen::Index first_sample, Eigen::Index first_channel, Eigen::Ref<Eigen::MatrixXd> columns,
                          parallel::Threads threads) const = 0;

  Recording header_;
  Eigen::Index samples_;
};

/// How files are read that leave something to the reader.
struct ReadOptions {
  /// Bits of a BDF Status word that are the trigger code; a code is the masked word, shifted down by the zeros below
  /// the mask (0xff00 reads the upper byte as 0 to 255). 0 is an error.
  std::uint32_t trigger_mask = 0xffff;
};

/// `read_recording` with these options.
Recording read_recording(const std::filesystem::path& path, const ReadOptions& options);

/// Opens a recording; formats and errors are those of `read_recording`. Samples of binary BrainVision, EDF and BDF
/// files stay in the file, which is mapped into memory and must not change meanwhile; other formats are read whole and
/// held. A file whose channels differ in rate gives the source with the EEG channels, and a warning names the others.
std::unique_ptr<Source> open_recording(const std::filesystem::path& path, const ReadOptions& options = {});

/// One source per sampling frequency of the file, the EEG's first, the others in the order of their first channels. All
/// have the file's events and boundaries in their own samples.
std::vector<std::unique_ptr<Source>> open_recordings(const std::filesystem::path& path,
                                                     const ReadOptions& options = {});

}  // namespace attune::eeg
