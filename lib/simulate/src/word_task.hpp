#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "attune/base/units.hpp"
#include "attune/parallel/stream.hpp"
#include "attune/simulate/participants.hpp"
#include "attune/simulate/study.hpp"
#include "attune/simulate/truth.hpp"
#include "montage.hpp"

namespace attune::simulate {

constexpr std::array<std::string_view, 2> kWordConditionNames{"rejection", "acceptance"};

/// A wave that a word evokes: a Gaussian in time with a Gaussian topography.
struct Wave {
  Milliseconds latency{0}, width{0};  ///< of the peak, and standard deviation
  double amplitude_uv = 0;            ///< at the centre of its topography
  Electrode centre{};
  double spread_degrees = 0;
};

/// One participant's answers: the waves to rejection and acceptance words; the N400 is the first.
using WordWaves = std::array<std::vector<Wave>, 2>;

/// Draws the waves of a participant around those of the group.
WordWaves draw_waves(bool secure, Arm arm, parallel::Stream& stream);

/// Voltage (µV) of all waves at an electrode, `time` after the word appeared.
double voltage(const std::vector<Wave>& waves, const Electrode& electrode, Milliseconds time);

/// The planted effects: N400 amplitude (mean from 300 to 500 ms) at Cz, CPz and Pz per condition and as their
/// difference, and the latency of the N400.
std::vector<PlantedEffect> word_effects(Arm arm, const std::vector<WordWaves>& participants);

}  // namespace attune::simulate
