#include "attune/signal/apply_fir.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "attune/signal/fir_blocks.hpp"
#include "channel_view.hpp"

namespace attune::signal {
namespace {

// Channels whose values share a cache line where data are channels x samples.
constexpr Eigen::Index kChannelsTogether = 8;

// Filters some neighbouring channels of one segment in place, block by block. What a block needs of the samples that
// the block before it has overwritten is kept, and so is the padding behind the segment.
class Sweep {
 public:
  Sweep(const FirBlocks& blocks, const ChannelView& view, const FirUse& use, Eigen::Index taps, Eigen::Index from,
        Eigen::Index to)
      : blocks_(blocks),
        view_(view),
        use_(use),
        taps_(taps),
        from_(from),
        channels_(to - from),
        workspace_(blocks, to - from) {
    kept_.resize(shared(), channels_);
    tail_.resize(blocks.after(), channels_);
  }

  void run(const Segment& segment) {
    if (segment.count == 0) return;
    pad(segment);
    const Eigen::Index step = blocks_.step();
    std::vector<const double*> filtered(static_cast<std::size_t>(channels_));
    for (Eigen::Index start = 0; start < segment.count; start += step) {
      load(segment, start + blocks_.after());
      for (Eigen::Index c = 0; c < channels_; ++c) {
        std::copy_n(kept_.col(c).data(), shared(), workspace_.column(c));
        std::copy_n(workspace_.column(c) + step, shared(), kept_.col(c).data());
        filtered[static_cast<std::size_t>(c)] = blocks_.filter(workspace_, c).data();
      }
      const Eigen::Index count = std::min(step, segment.count - start);
      if (view_.by_sample == 1) {
        for (Eigen::Index c = 0; c < channels_; ++c)
          std::copy_n(filtered[static_cast<std::size_t>(c)], count, &view_.at(segment.first + start, from_ + c));
        continue;
      }
      for (Eigen::Index t = 0; t < count; ++t)
        for (Eigen::Index c = 0; c < channels_; ++c)
          view_.at(segment.first + start + t, from_ + c) = filtered[static_cast<std::size_t>(c)][t];
    }
  }

 private:
  Eigen::Index shared() const { return blocks_.before() + blocks_.after(); }

  double padded(const Segment& segment, Eigen::Index index, Eigen::Index channel) const {
    const PaddedSample p = padded_sample(index, segment.count, use_.padding, taps_);
    return p.weight * view_.at(segment.first + p.sample, from_ + channel) +
           p.mirrored_weight * view_.at(segment.first + p.mirrored, from_ + channel);
  }

  // What comes before the first block's new samples, and what comes after the segment.
  void pad(const Segment& segment) {
    for (Eigen::Index c = 0; c < channels_; ++c) {
      for (Eigen::Index t = 0; t < shared(); ++t) kept_(t, c) = padded(segment, t - blocks_.before(), c);
      for (Eigen::Index t = 0; t < blocks_.after(); ++t) tail_(t, c) = padded(segment, segment.count + t, c);
    }
  }

  // The step() samples of the padded segment from `start` into the workspaces, behind room for the shared ones.
  void load(const Segment& segment, Eigen::Index start) {
    const Eigen::Index step = blocks_.step(), inside = std::clamp<Eigen::Index>(segment.count - start, 0, step);
    std::vector<double*> to(static_cast<std::size_t>(channels_));
    for (Eigen::Index c = 0; c < channels_; ++c) to[static_cast<std::size_t>(c)] = workspace_.column(c) + shared();
    for (Eigen::Index c = 0; view_.by_sample == 1 && inside > 0 && c < channels_; ++c)
      std::copy_n(&view_.at(segment.first + start, from_ + c), inside, to[static_cast<std::size_t>(c)]);
    for (Eigen::Index t = 0; view_.by_sample != 1 && t < inside; ++t)
      for (Eigen::Index c = 0; c < channels_; ++c)
        to[static_cast<std::size_t>(c)][t] = view_.at(segment.first + start + t, from_ + c);
    for (Eigen::Index t = inside; t < step; ++t) {
      const Eigen::Index beyond = start + t - segment.count;
      for (Eigen::Index c = 0; c < channels_; ++c)
        to[static_cast<std::size_t>(c)][t] = beyond < tail_.rows() ? tail_(beyond, c) : 0.0;
    }
  }

  const FirBlocks& blocks_;
  const ChannelView& view_;
  const FirUse& use_;
  Eigen::Index taps_, from_, channels_;
  FirBlocks::Workspace workspace_;
  Eigen::MatrixXd kept_, tail_;
};

Warnings filter(const Fir& fir, const FirUse& use, const ChannelView& view, std::span<const Segment> segments,
                parallel::Threads threads) {
  require_inside(segments, view.samples);
  Warnings out = judge_short_segments(segments, fir.taps.size(), fir.sampling_frequency, use.short_segments);
  require_finite(view, segments, threads);
  const FirBlocks blocks(fir, use.phase);
  const Eigen::Index together = view.by_sample == 1 ? 1 : kChannelsTogether;
  parallel::for_chunks(static_cast<std::size_t>(view.channels), static_cast<std::size_t>(together), threads,
                       [&](std::size_t from, std::size_t to) {
                         Sweep sweep(blocks, view, use, fir.taps.size(), static_cast<Eigen::Index>(from),
                                     static_cast<Eigen::Index>(to));
                         for (const Segment& segment : segments) sweep.run(segment);
                       });
  return out;
}

}  // namespace

Warnings short_segments(std::span<const Segment> segments, const Fir& fir, const FirUse& use) {
  return judge_short_segments(segments, fir.taps.size(), fir.sampling_frequency, use.short_segments);
}

Warnings filter_columns(const Fir& fir, const FirUse& use, Eigen::Ref<Eigen::MatrixXd> columns,
                        parallel::Threads threads) {
  const std::array<Segment, 1> whole{Segment{0, columns.rows()}};
  return filter(fir, use, view_columns(columns), whole, threads);
}

Warnings filter_columns(const Fir& fir, const FirUse& use, Eigen::Ref<Eigen::MatrixXd> columns,
                        std::span<const Segment> segments, parallel::Threads threads) {
  return filter(fir, use, view_columns(columns), segments, threads);
}

Warnings filter_rows(const Fir& fir, const FirUse& use, Eigen::Ref<Eigen::MatrixXd> rows,
                     std::span<const Segment> segments, parallel::Threads threads) {
  return filter(fir, use, view_rows(rows), segments, threads);
}

}  // namespace attune::signal
