#include "head_motion.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>

#include "study_files.hpp"

namespace attune::simulate {

namespace {

constexpr double kHeadRadiusMm = 50.0;
constexpr double kStepMm = 0.018;  // per axis and volume
constexpr double kStepRadians = 0.0003;
constexpr double kRestless = 9.0;  // times as much
constexpr double kReturn = 0.98;   // heads drift back to where the pads hold them
constexpr double kJerkShare = 0.015, kJerkShareRestless = 0.10;
constexpr double kJerkMm = 0.5;
constexpr int kDigits = 6;

Column::Numbers differences(const std::vector<double>& values) {
  Column::Numbers result{std::numeric_limits<double>::quiet_NaN()};
  for (std::size_t i = 1; i < values.size(); ++i) result.push_back(rounded(values[i] - values[i - 1], kDigits));
  return result;
}

Column::Numbers squares(const std::vector<double>& values) {
  Column::Numbers result;
  for (const double value : values) result.push_back(value * value);
  return result;
}

Column::Numbers noisy(const std::vector<double>& signal, double mean, double gain, double sd,
                      parallel::Stream& stream) {
  Column::Numbers result;
  for (const double value : signal) result.push_back(rounded(mean + gain * value + sd * stream.normal(), kDigits));
  return result;
}

}  // namespace

HeadMotion draw_motion(std::int64_t volumes, bool restless, parallel::Stream& stream) {
  HeadMotion motion;
  motion.displacement.assign(static_cast<std::size_t>(volumes), 0.0);
  const double size = restless ? kRestless : 1.0;
  const double jerk_share = restless ? kJerkShareRestless : kJerkShare;
  std::array<double, 6> place{};
  for (std::size_t volume = 0; volume < motion.displacement.size(); ++volume) {
    const double jerk = volume > 0 && stream.uniform() < jerk_share ? kJerkMm * (0.5 + stream.uniform()) : 0.0;
    for (std::size_t axis = 0; axis < place.size(); ++axis) {
      const bool is_rotation = axis >= 3;
      double next = kReturn * place[axis] + size * (is_rotation ? kStepRadians : kStepMm) * stream.normal();
      if (axis == 2) next += jerk;  // a cough moves the head along the table
      next = rounded(next, kDigits);
      if (volume > 0) motion.displacement[volume] += std::abs(next - place[axis]) * (is_rotation ? kHeadRadiusMm : 1.0);
      place[axis] = next;
      motion.parameters[axis].push_back(next);
    }
  }
  return motion;
}

Table confounds_table(const HeadMotion& motion, const std::vector<double>& physiology, parallel::Stream& stream) {
  constexpr std::array<const char*, 6> kNames{"trans_x", "trans_y", "trans_z", "rot_x", "rot_y", "rot_z"};
  Table table;
  table.add("csf", noisy(physiology, 1300, 4, 2, stream));
  table.add("white_matter", noisy(physiology, 900, 2, 2, stream));
  table.add("global_signal", noisy(physiology, 1000, 2, 2, stream));
  Column::Numbers displacement;
  for (const double value : motion.displacement) displacement.push_back(rounded(value, kDigits));
  displacement.front() = std::numeric_limits<double>::quiet_NaN();
  table.add("framewise_displacement", std::move(displacement));
  for (std::size_t i = 0; i < 6; ++i)
    table.add(fmt::format("a_comp_cor_{:02}", i), noisy(physiology, 0, i == 0 ? 0.06 : 0.0, 0.03, stream));
  for (std::size_t axis = 0; axis < kNames.size(); ++axis) {
    const std::string name = kNames[axis];
    const Column::Numbers steps = differences(motion.parameters[axis]);
    table.add(name, motion.parameters[axis]);
    table.add(name + "_derivative1", steps);
    table.add(name + "_power2", squares(motion.parameters[axis]));
    table.add(name + "_derivative1_power2", squares(steps));
  }
  return table;
}

}  // namespace attune::simulate
