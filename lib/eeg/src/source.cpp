#include "attune/eeg/source.hpp"

#include <fmt/format.h>

#include <utility>

#include "attune/base/error.hpp"
#include "held_source.hpp"

namespace attune::eeg {

Source::Source(Recording header, Eigen::Index samples) : header_(std::move(header)), samples_(samples) {
  header_.data.resize(static_cast<Eigen::Index>(header_.channels.size()), 0);
}

void Source::read(Eigen::Index first_sample, Eigen::Index first_channel, Eigen::Ref<Eigen::MatrixXd> columns,
                  parallel::Threads threads) const {
  const auto channels = static_cast<Eigen::Index>(header_.channels.size());
  if (first_sample < 0 || first_channel < 0 || columns.rows() > samples_ - first_sample ||
      columns.cols() > channels - first_channel)
    throw Error(Fault::internal,
                fmt::format("{}: {} samples from {} of {} channels from {} were asked for; there are {} of {}",
                            describe(header_.path), columns.rows(), first_sample, columns.cols(), first_channel,
                            samples_, channels));
  if (columns.size() > 0) read_block(first_sample, first_channel, columns, threads);
}

void Source::read(Eigen::Index first_channel, Eigen::Ref<Eigen::MatrixXd> columns, parallel::Threads threads) const {
  if (columns.rows() != samples_)
    throw Error(Fault::internal,
                fmt::format("{}: {} rows for {} samples", describe(header_.path), columns.rows(), samples_));
  read(0, first_channel, columns, threads);
}

namespace {

Recording without_data(const Recording& recording) {
  Recording out;
  out.path = recording.path;
  out.files = recording.files;
  out.format = recording.format;
  out.sampling_frequency = recording.sampling_frequency;
  out.channels = recording.channels;
  out.events = recording.events;
  out.boundaries = recording.boundaries;
  out.segment_starts = recording.segment_starts;
  out.trials = recording.trials;
  out.warnings = recording.warnings;
  out.notes = recording.notes;
  return out;
}

}  // namespace

HeldSource::HeldSource(Recording recording)
    : Source(without_data(recording), recording.data.cols()), recording_(std::move(recording)) {}

Recording HeldSource::read_all(parallel::Threads) const { return recording_; }

void HeldSource::read_block(Eigen::Index first_sample, Eigen::Index first_channel, Eigen::Ref<Eigen::MatrixXd> columns,
                            parallel::Threads threads) const {
  constexpr Eigen::Index kSamplesAtOnce = 1 << 12;
  parallel::for_chunks(
      static_cast<std::size_t>(columns.rows()), kSamplesAtOnce, threads, [&](std::size_t begin, std::size_t end) {
        const auto from = static_cast<Eigen::Index>(begin);
        const auto count = static_cast<Eigen::Index>(end - begin);
        columns.middleRows(from, count) =
            recording_.data.block(first_channel, first_sample + from, columns.cols(), count).transpose();
      });
}

}  // namespace attune::eeg
