#pragma once

#include <Eigen/Dense>
#include <string>
#include <vector>

#include "attune/eeg/recording.hpp"

namespace attune::simulate {

/// An electrode on a spherical head: inclination from the vertex and azimuth (0 right, 90 nose), degrees.
struct Electrode {
  const char* name;
  double inclination, azimuth;
};

/// 32 electrodes of the 10-20 system, or 8 of them.
std::vector<Electrode> montage(bool small);
/// Place on a head of 85 mm radius.
eeg::ElectrodePosition position_of(const Electrode& electrode);
/// Angle between two electrodes seen from the centre of the head, degrees.
double angle_between(const Electrode& a, const Electrode& b);
/// How strongly a source under `centre` is seen at every electrode: 1 there, falling like a Gaussian of the angle.
Eigen::VectorXd topography(const std::vector<Electrode>& electrodes, const Electrode& centre, double width_degrees);

}  // namespace attune::simulate
