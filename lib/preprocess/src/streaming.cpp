#include "attune/preprocess/streaming.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/eeg/trial_reader.hpp"
#include "attune/signal/fir_blocks.hpp"
#include "attune/signal/segments.hpp"

namespace attune::preprocess {
namespace {

using Workspace = signal::FirBlocks::Workspace;

// Channels whose samples are read, filtered and stored together: whole cache lines of a file's and of a trial's
// samples, few enough to stay in the cache.
constexpr Eigen::Index kChannelsTogether = 16;

// Neighbouring channels of the source, and where they go in a trial.
struct Group {
  Eigen::Index channel = 0, row = 0, count = 0;
};

std::vector<Group> groups_of(std::span<const Eigen::Index> rows) {
  std::vector<Group> out;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!out.empty() && out.back().count < kChannelsTogether && out.back().channel + out.back().count == rows[i])
      ++out.back().count;
    else
      out.push_back({rows[i], static_cast<Eigen::Index>(i), 1});
  }
  return out;
}

// One transform's worth of a segment: its results are the segment's samples from `start` on.
struct Block {
  signal::Segment segment;
  Eigen::Index start = 0, count = 0;
  std::vector<std::size_t> trials;  // that need some of the results
};

// Memory that one thread works in, for the next thread that needs some: new memory costs more than the work in it.
class Workspaces {
 public:
  explicit Workspaces(const signal::FirBlocks& blocks) : blocks_(blocks) {}

  std::unique_ptr<Workspace> take() {
    const std::scoped_lock lock(mutex_);
    if (free_.empty()) return std::make_unique<Workspace>(blocks_, kChannelsTogether);
    std::unique_ptr<Workspace> out = std::move(free_.back());
    free_.pop_back();
    return out;
  }

  void give_back(std::unique_ptr<Workspace> workspace) {
    const std::scoped_lock lock(mutex_);
    free_.push_back(std::move(workspace));
  }

 private:
  const signal::FirBlocks& blocks_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Workspace>> free_;
};

// Filters a recording block by block and keeps what the trials need.
class FilteredTrials : public eeg::TrialReader {
 public:
  FilteredTrials(const eeg::Source& source, const signal::Fir& fir, const signal::FirUse& use, EverySoOften* samples,
                 parallel::Threads threads)
      : source_(source),
        use_(use),
        taps_(fir.taps.size()),
        blocks_(fir, use.phase),
        samples_(samples),
        threads_(threads) {}

  void prepare(std::span<const Eigen::Index> rows, std::span<const Eigen::Index> first_samples,
               Eigen::Index samples) override {
    first_samples_.assign(first_samples.begin(), first_samples.end());
    trials_.resize(first_samples.size());
    for (Eigen::MatrixXd& trial : trials_) trial.resize(static_cast<Eigen::Index>(rows.size()), samples);
    if (samples_ != nullptr) {
      samples_->rows.assign(rows.begin(), rows.end());
      const Eigen::Index used = (source_.samples() + samples_->step - 1) / samples_->step;
      samples_->before.resize(static_cast<Eigen::Index>(rows.size()), used);
      samples_->after.resize(static_cast<Eigen::Index>(rows.size()), used);
    }
    const std::vector<Group> groups = groups_of(rows);
    const std::vector<Block> blocks = blocks_with_trials(samples);
    Workspaces workspaces(blocks_);
    parallel::for_each(blocks.size(), threads_, [&](std::size_t b) {
      std::unique_ptr<Workspace> workspace = workspaces.take();
      for (const Group& group : groups) filter(blocks[b], group, *workspace);
      workspaces.give_back(std::move(workspace));
    });
  }

  Eigen::MatrixXd take(std::size_t index) override { return std::move(trials_[index]); }

 private:
  std::vector<Block> blocks_with_trials(Eigen::Index samples) const {
    std::vector<Block> out;
    for (const signal::Segment& segment : signal::segments_between(source_.header().boundaries, source_.samples()))
      for (Eigen::Index start = 0; start < segment.count; start += blocks_.step()) {
        Block block{segment, start, std::min(blocks_.step(), segment.count - start), {}};
        const Eigen::Index first = segment.first + start;
        for (std::size_t i = 0; i < first_samples_.size(); ++i)
          if (first_samples_[i] < first + block.count && first_samples_[i] + samples > first) block.trials.push_back(i);
        if (!block.trials.empty() || samples_ != nullptr) out.push_back(std::move(block));
      }
    return out;
  }

  void filter(const Block& block, const Group& group, Workspace& workspace) {
    load(block, group, workspace);
    const Eigen::Index first = block.segment.first + block.start;
    if (samples_ != nullptr)
      for (Eigen::Index c = 0; c < group.count; ++c)
        note(workspace.column(c) + blocks_.before(), first, block.count, samples_->before.row(group.row + c));
    std::vector<const double*> filtered;
    for (Eigen::Index c = 0; c < group.count; ++c) filtered.push_back(blocks_.filter(workspace, c).data());
    if (samples_ != nullptr)
      for (Eigen::Index c = 0; c < group.count; ++c)
        note(filtered[static_cast<std::size_t>(c)], first, block.count, samples_->after.row(group.row + c));
    for (const std::size_t i : block.trials) {
      Eigen::MatrixXd& trial = trials_[i];
      const Eigen::Index from = std::max(first, first_samples_[i]),
                         to = std::min(first + block.count, first_samples_[i] + trial.cols());
      for (Eigen::Index t = from; t < to; ++t) {
        double* sample = &trial(group.row, t - first_samples_[i]);
        for (std::size_t c = 0; c < filtered.size(); ++c) sample[c] = filtered[c][t - first];
      }
    }
  }

  // Every step-th of the samples from `first` on.
  void note(const double* values, Eigen::Index first, Eigen::Index count, Eigen::MatrixXd::RowXpr to) const {
    const Eigen::Index step = samples_->step;
    for (Eigen::Index k = (first + step - 1) / step; k * step < first + count; ++k) to(k) = values[k * step - first];
  }

  // The block's samples with what lies before and after its results, padded where the segment ends.
  void load(const Block& block, const Group& group, Workspace& workspace) const {
    const Eigen::Index first = block.start - blocks_.before(), from = std::max<Eigen::Index>(first, 0),
                       to = std::min(first + blocks_.span(), block.segment.count);
    auto columns = workspace.columns().leftCols(group.count);
    auto inside = columns.middleRows(from - first, to - from);
    source_.read(block.segment.first + from, group.channel, inside, {1});
    for (Eigen::Index c = 0; c < group.count; ++c) {
      if (source_.header().channels[static_cast<std::size_t>(group.channel + c)].bad) {
        if (!inside.col(c).allFinite()) inside.col(c).setZero();  // becomes a row without a value
      } else {
        require_finite(inside.col(c), block.segment.first + from, group.channel + c);
      }
      const auto pad = [&](Eigen::Index t) {
        const signal::PaddedSample p = signal::padded_sample(t, block.segment.count, use_.padding, taps_);
        return p.weight * columns(p.sample - first, c) + p.mirrored_weight * columns(p.mirrored - first, c);
      };
      for (Eigen::Index t = first; t < 0; ++t) columns(t - first, c) = pad(t);
      for (Eigen::Index t = to; t < first + blocks_.span(); ++t)
        columns(t - first, c) = t < block.segment.count + blocks_.after() ? pad(t) : 0.0;
    }
  }

  void require_finite(const Eigen::Ref<const Eigen::VectorXd>& values, Eigen::Index first, Eigen::Index channel) const {
    if ((values.array() * 0.0).sum() == 0.0) return;
    for (Eigen::Index t = 0; t < values.size(); ++t)
      if (!std::isfinite(values(t)))
        throw analysis_error(fmt::format(
            "{}: channel {} is {} at sample {}; a filter would spread it: leave the channel out or repair it",
            describe(source_.header().path), source_.header().channels[static_cast<std::size_t>(channel)].name,
            values(t), first + t));
  }

  const eeg::Source& source_;
  signal::FirUse use_;
  Eigen::Index taps_;
  signal::FirBlocks blocks_;
  EverySoOften* samples_;
  parallel::Threads threads_;
  std::vector<Eigen::Index> first_samples_;
  std::vector<Eigen::MatrixXd> trials_;
};

}  // namespace

eeg::Epochs filter_and_cut(const eeg::Source& source, const signal::Fir& fir, const signal::FirUse& use,
                           const eeg::EpochOptions& options, parallel::Threads threads, EverySoOften* samples) {
  const eeg::Recording& header = source.header();
  if (header.trials)
    throw input_error(header.path,
                      "holds epochs; a filter works on continuous data (export the recording before it was cut)");
  Warnings warnings = signal::short_segments(signal::segments_between(header.boundaries, source.samples()), fir, use);
  if (samples != nullptr && samples->step < 1)
    throw Error(Fault::internal, fmt::format("every {}th sample was asked for", samples->step));
  FilteredTrials trials(source, fir, use, samples, threads);
  eeg::Epochs out = eeg::epoch(header, source.samples(), trials, options, threads);
  out.warnings.insert(out.warnings.begin(), warnings.begin(), warnings.end());
  return out;
}

}  // namespace attune::preprocess
