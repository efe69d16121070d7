#include "montage.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string_view>

namespace attune::simulate {

namespace {

constexpr double kHeadRadiusMm = 85.0;
constexpr double kRadians = std::numbers::pi / 180.0;

constexpr std::array<Electrode, 32> kElectrodes{{
    {"Fp1", 92, 108}, {"Fp2", 92, 72},  {"F7", 92, 144},  {"F3", 60, 129},  {"Fz", 46, 90},   {"F4", 60, 51},
    {"F8", 92, 36},   {"FC5", 71, 159}, {"FC1", 32, 135}, {"FC2", 32, 45},  {"FC6", 71, 21},  {"T7", 92, 180},
    {"C3", 46, 180},  {"Cz", 0, 0},     {"C4", 46, 0},    {"T8", 92, 0},    {"CP5", 71, 201}, {"CP1", 32, 225},
    {"CPz", 22, 270}, {"CP2", 32, 315}, {"CP6", 71, 339}, {"P7", 92, 216},  {"P3", 60, 231},  {"Pz", 46, 270},
    {"P4", 60, 309},  {"P8", 92, 324},  {"PO7", 92, 234}, {"PO8", 92, 306}, {"POz", 69, 270}, {"O1", 92, 252},
    {"Oz", 92, 270},  {"O2", 92, 288},
}};
constexpr std::array<std::string_view, 8> kSmall{"Fp1", "Fz", "Cz", "CPz", "Pz", "PO7", "PO8", "Oz"};

}  // namespace

std::vector<Electrode> montage(bool small) {
  std::vector<Electrode> result;
  for (const Electrode& electrode : kElectrodes)
    if (!small || std::find(kSmall.begin(), kSmall.end(), electrode.name) != kSmall.end()) result.push_back(electrode);
  return result;
}

eeg::ElectrodePosition position_of(const Electrode& electrode) {
  const double tilt = electrode.inclination * kRadians;
  const double turn = electrode.azimuth * kRadians;
  return {kHeadRadiusMm * std::sin(tilt) * std::cos(turn), kHeadRadiusMm * std::sin(tilt) * std::sin(turn),
          kHeadRadiusMm * std::cos(tilt)};
}

double angle_between(const Electrode& a, const Electrode& b) {
  const eeg::ElectrodePosition p = position_of(a);
  const eeg::ElectrodePosition q = position_of(b);
  const double cosine = (p.x * q.x + p.y * q.y + p.z * q.z) / (kHeadRadiusMm * kHeadRadiusMm);
  return std::acos(std::clamp(cosine, -1.0, 1.0)) / kRadians;
}

Eigen::VectorXd topography(const std::vector<Electrode>& electrodes, const Electrode& centre, double width_degrees) {
  Eigen::VectorXd weights(static_cast<Eigen::Index>(electrodes.size()));
  for (Eigen::Index i = 0; i < weights.size(); ++i) {
    const double z = angle_between(electrodes[static_cast<std::size_t>(i)], centre) / width_degrees;
    weights(i) = std::exp(-0.5 * z * z);
  }
  return weights;
}

}  // namespace attune::simulate
