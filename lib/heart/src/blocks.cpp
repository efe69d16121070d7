#include "blocks.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "attune/signal/segments.hpp"

namespace attune::heart {
namespace {

double mirrored(std::span<const double> samples, Eigen::Index at) {
  const auto last = static_cast<Eigen::Index>(samples.size()) - 1;
  const auto value = [&](Eigen::Index i) {
    return samples[static_cast<std::size_t>(std::clamp<Eigen::Index>(i, 0, last))];
  };
  if (at < 0) return 2.0 * value(0) - value(-at);
  if (at > last) return 2.0 * value(last) - value(2 * last - at);
  return value(at);
}

}  // namespace

Eigen::Index Blocks::own(Eigen::Index group, Eigen::Index lane) const {
  return std::clamp<Eigen::Index>(samples - begin(group, lane), 0, core);
}

Blocks blocks_of(Eigen::Index samples, Seconds margin, Hertz sampling_frequency) {
  const double rate = sampling_frequency.value();
  Blocks out;
  out.samples = samples;
  out.margin = static_cast<Eigen::Index>(std::ceil(margin.count() * rate));
  const auto longest = static_cast<Eigen::Index>(std::ceil(16.0 * rate));
  const Eigen::Index shared = (samples + Blocks::kLanes - 1) / Blocks::kLanes;
  out.core = std::min(longest, std::max(shared, out.margin));
  return out;
}

Lanes filtered_group(std::span<const double> samples, const Blocks& blocks, Eigen::Index group,
                     const signal::Iir& filter) {
  Lanes out(Blocks::kLanes, blocks.columns());
  for (Eigen::Index lane = 0; lane < Blocks::kLanes; ++lane) {
    const Eigen::Index first = blocks.begin(group, lane) - blocks.margin;
    if (blocks.own(group, lane) == 0) {
      out.row(lane).setZero();
      continue;
    }
    for (Eigen::Index j = 0; j < out.cols(); ++j) out(lane, j) = mirrored(samples, first + j);
  }
  Eigen::MatrixXd::Index columns = out.cols();
  const std::array<signal::Segment, 1> whole{signal::Segment{0, columns}};
  const signal::IirUse use{signal::Passes::zero_phase, Eigen::Index{0}};
  signal::filter_rows(filter, use, Eigen::Ref<Eigen::MatrixXd>(out), whole, {1});
  return out;
}

}  // namespace attune::heart
