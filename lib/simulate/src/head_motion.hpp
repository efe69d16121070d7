#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "attune/parallel/stream.hpp"
#include "attune/table/table.hpp"

namespace attune::simulate {

/// How a head moved, and the slow signals an analysis regresses out.
struct HeadMotion {
  std::array<std::vector<double>, 6> parameters;  ///< trans_x.. in mm, rot_x.. in radians, one per volume
  std::vector<double> displacement;               ///< framewise, mm; 0 at the first volume
};

/// A slow walk with a few sudden jerks; `restless` moves more than 0.5 mm between volumes on average.
HeadMotion draw_motion(std::int64_t volumes, bool restless, parallel::Stream& stream);

/// A confounds table with fMRIPrep's columns: motion, differences and squares, framewise displacement, mean signals and
/// six anatomical components, of which the first follows `physiology`.
Table confounds_table(const HeadMotion& motion, const std::vector<double>& physiology, parallel::Stream& stream);

}  // namespace attune::simulate
