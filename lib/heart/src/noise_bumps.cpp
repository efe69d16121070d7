#include "noise_bumps.hpp"

#include <algorithm>
#include <limits>

#include "attune/base/median.hpp"

namespace attune::heart {
namespace {

constexpr std::size_t kSide = 8;
constexpr double kAlike = 0.4;  // correlation of a beat that has the shape at all
constexpr double kEnergy = 0.75;
constexpr double kApart = 1.5;  // typical intervals; without a beat that is one there would be about two

// Median distance of neighbours that both have the shape; infinite where there are none.
double typical_interval(std::span<const Bump> around) {
  std::vector<double> intervals;
  for (std::size_t i = 1; i < around.size(); ++i)
    if (around[i - 1].quality >= kAlike && around[i].quality >= kAlike)
      intervals.push_back(around[i].position - around[i - 1].position);
  return intervals.empty() ? std::numeric_limits<double>::infinity() : median_of(std::move(intervals));
}

double typical_energy(std::span<const Bump> around) {
  std::vector<double> energies;
  for (const Bump& one : around) energies.push_back(one.energy);
  return median_of(std::move(energies));
}

}  // namespace

std::vector<bool> noise_bumps(std::span<const Bump> beats) {
  std::vector<bool> out(beats.size(), false);
  for (std::size_t i = 1; i + 1 < beats.size(); ++i) {
    if (beats[i].quality >= kAlike) continue;
    const std::size_t from = i > kSide ? i - kSide : 0, to = std::min(beats.size(), i + kSide + 1);
    const auto around = beats.subspan(from, to - from);
    const std::size_t before = out[i - 1] && i > 1 ? i - 2 : i - 1;
    out[i] = beats[i].energy < kEnergy * typical_energy(around) &&
             beats[i + 1].position - beats[before].position < kApart * typical_interval(around);
  }
  return out;
}

}  // namespace attune::heart
