#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "attune/base/units.hpp"
#include "attune/parallel/stream.hpp"
#include "attune/simulate/study.hpp"
#include "attune/simulate/truth.hpp"

namespace attune::simulate {

/// The partner is there, then gone.
constexpr std::array<std::string_view, 2> kSeparationNames{"together", "alone"};

/// How a body answers in one condition.
struct BodyState {
  double heart_period_ms = 0;  ///< mean interval between beats
  double rsa_ms = 0;           ///< amplitude of its swing with the breath
  double scr_per_minute = 0;   ///< skin conductance responses
  double breaths_per_minute = 0;
};

/// One participant's body in both conditions.
using Body = std::array<BodyState, 2>;

/// Draws the body of a participant around that of the group.
Body draw_body(bool secure, Arm arm, parallel::Stream& stream);

/// The planted effects: mean heart period and rate of skin conductance responses in each condition and as their
/// difference, alone less together.
std::vector<PlantedEffect> separation_effects(Arm arm, const std::vector<Body>& participants);

}  // namespace attune::simulate
