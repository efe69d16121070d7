#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "attune/signal/iir.hpp"
#include "channel_view.hpp"

namespace attune::signal {
namespace {

// Channels that are filtered side by side: one channel alone waits for every sum before it can begin the next.
constexpr Eigen::Index kLanes = 8;
using Lanes = Eigen::Array<double, kLanes, 1>;

struct Section {
  double b0, b1, b2, a1, a2;
  double first, second;  // the state in which a constant input of 1 to the whole filter leaves it
};

// A section's state under a constant input of 1, times what the sections before make of it.
std::vector<Section> sections_of(const Iir& iir) {
  std::vector<Section> out;
  double scale = 1.0;
  for (const auto& row : iir.sections.rowwise()) {
    Section s{row(0), row(1), row(2), row(4), row(5), 0, 0};
    const double poles = 1.0 + s.a1 + s.a2;
    const double first = ((s.b1 - s.a1 * s.b0) + (s.b2 - s.a2 * s.b0)) / poles;
    s.first = scale * first;
    s.second = scale * ((1.0 + s.a1) * first - (s.b1 - s.a1 * s.b0));
    scale *= (s.b0 + s.b1 + s.b2) / poles;
    out.push_back(s);
  }
  return out;
}

// Transposed direct form II of all sections, on eight channels at a time.
class Cascade {
 public:
  explicit Cascade(const std::vector<Section>& sections)
      : sections_(sections), first_(sections.size()), second_(sections.size()) {}

  void settle(const Lanes& level) {
    for (std::size_t s = 0; s < sections_.size(); ++s) {
      first_[s] = sections_[s].first * level;
      second_[s] = sections_[s].second * level;
    }
  }

  Lanes step(Lanes x) {
    for (std::size_t s = 0; s < sections_.size(); ++s) {
      const Section& section = sections_[s];
      const Lanes y = section.b0 * x + first_[s];
      first_[s] = section.b1 * x - section.a1 * y + second_[s];
      second_[s] = section.b2 * x - section.a2 * y;
      x = y;
    }
    return x;
  }

 private:
  const std::vector<Section>& sections_;
  std::vector<Lanes> first_, second_;
};

// Up to eight channels of one segment, with the padding at its ends in memory of its own.
class Filtering {
 public:
  Filtering(const ChannelView& view, const Segment& segment, Eigen::Index from, Eigen::Index to, Eigen::Index padding)
      : view_(view), segment_(segment), from_(from), channels_(to - from), padding_(padding) {
    before_.resize(static_cast<std::size_t>(padding));
    after_.resize(static_cast<std::size_t>(padding));
    const Lanes first = load(0), last = load(segment.count - 1);
    for (Eigen::Index k = 0; k < padding; ++k) {
      before_[static_cast<std::size_t>(k)] = 2.0 * first - load(padding - k);
      after_[static_cast<std::size_t>(k)] = 2.0 * last - load(segment.count - 2 - k);
    }
  }

  void run(const std::vector<Section>& sections, Passes passes) {
    Cascade cascade(sections);
    const Eigen::Index begin = -padding_, end = segment_.count + padding_;
    cascade.settle(value(begin));
    for (Eigen::Index t = begin; t < end; ++t) put(t, cascade.step(value(t)));
    if (passes == Passes::single) return;
    cascade.settle(value(end - 1));
    for (Eigen::Index t = end - 1; t >= 0; --t) put(t, cascade.step(value(t)));
  }

 private:
  Lanes load(Eigen::Index t) const {
    Lanes out = Lanes::Zero();
    const double* first = &view_.at(segment_.first + t, from_);
    for (Eigen::Index c = 0; c < channels_; ++c) out(c) = first[c * view_.by_channel];
    return out;
  }

  Lanes value(Eigen::Index t) const {
    if (t < 0) return before_[static_cast<std::size_t>(t + padding_)];
    return t < segment_.count ? load(t) : after_[static_cast<std::size_t>(t - segment_.count)];
  }

  void put(Eigen::Index t, const Lanes& lanes) {
    if (t < 0) {
      before_[static_cast<std::size_t>(t + padding_)] = lanes;
    } else if (t < segment_.count) {
      double* first = &view_.at(segment_.first + t, from_);
      for (Eigen::Index c = 0; c < channels_; ++c) first[c * view_.by_channel] = lanes(c);
    } else {
      after_[static_cast<std::size_t>(t - segment_.count)] = lanes;
    }
  }

  const ChannelView& view_;
  Segment segment_;
  Eigen::Index from_, channels_, padding_;
  std::vector<Lanes> before_, after_;
};

Eigen::Index default_padding(const Iir& iir, Passes passes) {
  if (passes == Passes::single) return 0;
  const auto zeros = (iir.sections.col(2).array() == 0.0).count(), poles = (iir.sections.col(5).array() == 0.0).count();
  return 3 * (2 * iir.sections.rows() + 1 - std::min(zeros, poles));
}

Warnings filter(const Iir& iir, const IirUse& use, const ChannelView& view, std::span<const Segment> segments,
                parallel::Threads threads) {
  const Eigen::Index padding = use.padding.value_or(default_padding(iir, use.passes));
  if (padding < 0) throw usage_error(fmt::format("the padding is {} samples; expected 0 or more", padding));
  require_inside(segments, view.samples);
  require_finite(view, segments, threads);
  Warnings out;
  for (const Segment& segment : segments)
    if (segment.count > 0 && segment.count <= padding)
      out.push_back(
          fmt::format("the segment of {} samples from sample {} is shorter than the {} samples that pad its "
                      "ends and was padded with {}",
                      segment.count, segment.first, padding, segment.count - 1));
  const std::vector<Section> sections = sections_of(iir);
  parallel::for_chunks(static_cast<std::size_t>(view.channels), static_cast<std::size_t>(kLanes), threads,
                       [&](std::size_t from, std::size_t to) {
                         for (const Segment& segment : segments)
                           if (segment.count > 0)
                             Filtering(view, segment, static_cast<Eigen::Index>(from), static_cast<Eigen::Index>(to),
                                       std::min(padding, segment.count - 1))
                                 .run(sections, use.passes);
                       });
  return out;
}

}  // namespace

Warnings filter_columns(const Iir& iir, const IirUse& use, Eigen::Ref<Eigen::MatrixXd> columns,
                        parallel::Threads threads) {
  const std::array<Segment, 1> whole{Segment{0, columns.rows()}};
  return filter(iir, use, view_columns(columns), whole, threads);
}

Warnings filter_columns(const Iir& iir, const IirUse& use, Eigen::Ref<Eigen::MatrixXd> columns,
                        std::span<const Segment> segments, parallel::Threads threads) {
  return filter(iir, use, view_columns(columns), segments, threads);
}

Warnings filter_rows(const Iir& iir, const IirUse& use, Eigen::Ref<Eigen::MatrixXd> rows,
                     std::span<const Segment> segments, parallel::Threads threads) {
  return filter(iir, use, view_rows(rows), segments, threads);
}

}  // namespace attune::signal
