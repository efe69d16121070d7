#include "channel_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace attune::signal {
namespace {

// Channels whose values share a cache line where data are channels x samples.
constexpr std::size_t kChannelsTogether = 8;
constexpr Eigen::Index kSamplesTogether = 4096;

[[noreturn]] void refuse(const ChannelView& view, const Segment& segment, Eigen::Index from, Eigen::Index to) {
  for (Eigen::Index c = from; c < to; ++c)
    for (Eigen::Index t = segment.first; t < segment.first + segment.count; ++t)
      if (!std::isfinite(view.at(t, c)))
        throw analysis_error(fmt::format(
            "channel {} (from 0) is {} at sample {}; a filter would spread it: leave the channel out or repair it", c,
            view.at(t, c), t));
  throw Error(Fault::internal, "a value that is not finite was lost");
}

}  // namespace

ChannelView view_columns(Eigen::Ref<Eigen::MatrixXd> columns) {
  return {columns.data(), columns.rows(), columns.cols(), 1, columns.outerStride()};
}

ChannelView view_rows(Eigen::Ref<Eigen::MatrixXd> rows) {
  return {rows.data(), rows.cols(), rows.rows(), rows.outerStride(), 1};
}

void require_inside(std::span<const Segment> segments, Eigen::Index samples) {
  Eigen::Index end = 0;
  for (const Segment& segment : segments) {
    if (segment.count < 0 || segment.first < end || segment.first + segment.count > samples)
      throw Error(Fault::internal, fmt::format("segment [{}, {}) of {} samples is out of place", segment.first,
                                               segment.first + segment.count, samples));
    end = segment.first + segment.count;
  }
}

void require_finite(const ChannelView& view, std::span<const Segment> segments, parallel::Threads threads) {
  parallel::for_chunks(
      static_cast<std::size_t>(view.channels), kChannelsTogether, threads, [&](std::size_t from, std::size_t to) {
        const auto first = static_cast<Eigen::Index>(from), last = static_cast<Eigen::Index>(to);
        for (const Segment& segment : segments)
          for (Eigen::Index start = segment.first; start < segment.first + segment.count; start += kSamplesTogether) {
            const Eigen::Index count = std::min(kSamplesTogether, segment.first + segment.count - start);
            double sum = 0.0;  // of x * 0, which is NaN if any x is not finite
            if (view.by_sample == 1) {
              for (Eigen::Index c = first; c < last; ++c)
                for (Eigen::Index t = 0; t < count; ++t) sum += view.at(start + t, c) * 0.0;
            } else {
              for (Eigen::Index t = 0; t < count; ++t)
                for (Eigen::Index c = first; c < last; ++c) sum += view.at(start + t, c) * 0.0;
            }
            if (sum != 0.0) refuse(view, segment, first, last);
          }
      });
}

Warnings judge_short_segments(std::span<const Segment> segments, Eigen::Index taps, Hertz sampling_frequency,
                              ShortSegments rule) {
  Warnings out;
  for (const Segment& segment : segments) {
    if (segment.count == 0 || segment.count >= taps) continue;
    const double rate = sampling_frequency.value();
    const std::string what = fmt::format(
        "the segment of {} samples ({:.6g} s) from sample {} is shorter than the filter of {} taps ({:.6g} s): the "
        "padding "
        "of its ends reaches every sample",
        segment.count, static_cast<double>(segment.count) / rate, segment.first, taps,
        static_cast<double>(taps) / rate);
    if (rule == ShortSegments::refuse) throw analysis_error(what + "; use a shorter filter or leave the segment out");
    out.push_back(what);
  }
  return out;
}

}  // namespace attune::signal
