#pragma once

#include <Eigen/Dense>
#include <functional>
#include <span>

#include "attune/base/units.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/signal/iir.hpp"

namespace attune::heart {

/// How a stretch is cut: eight blocks lie side by side, because a recursive filter on one alone waits for every sum.
struct Blocks {
  static constexpr Eigen::Index kLanes = 8;
  Eigen::Index samples = 0;  ///< of the stretch
  Eigen::Index core = 0;     ///< samples of a block that are its own
  Eigen::Index margin = 0;   ///< samples on both sides in which the filter forgets where it began

  Eigen::Index columns() const { return core + 2 * margin; }
  Eigen::Index groups() const { return (samples + kLanes * core - 1) / (kLanes * core); }
  /// First sample of the core of a block.
  Eigen::Index begin(Eigen::Index group, Eigen::Index lane) const { return (group * kLanes + lane) * core; }
  /// Samples of the block's core that lie in the stretch.
  Eigen::Index own(Eigen::Index group, Eigen::Index lane) const;
};

using Lanes = Eigen::Matrix<double, Blocks::kLanes, Eigen::Dynamic>;

/// Cores of about 16 s, less where the stretch is short.
Blocks blocks_of(Eigen::Index samples, Seconds margin, Hertz sampling_frequency);

/// The eight blocks of a group, filtered forwards and backwards; lanes x columns(). Column j of a lane is sample
/// begin - margin + j; beyond the stretch's ends it is mirrored (odd), and where it is too short for that, constant.
Lanes filtered_group(std::span<const double> samples, const Blocks& blocks, Eigen::Index group,
                     const signal::Iir& filter);

}  // namespace attune::heart
