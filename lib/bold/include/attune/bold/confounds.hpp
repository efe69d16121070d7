#pragma once

#include <Eigen/Dense>
#include <span>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/base/units.hpp"
#include "attune/table/table.hpp"

namespace attune::bold {

/// Confounds of one run as they stand in the table, before they are centred.
struct Confounds {
  std::vector<std::string> names;
  Eigen::MatrixXd values;  ///< volumes x confounds
};

/// The columns that `names` asks for, each a group or a column of the table:
///   motion6    trans_ and rot_ in x, y, z
///   motion24   these, their backward differences, and the squares of both (Friston et al. 1996)
///   acompcor5  the first five anatomical components
///   csf_wm     mean signal of cerebrospinal fluid and white matter
/// Differences and squares are taken from the table where it has them, else computed. A missing value in the first row
/// of a difference is 0; any other missing value, and a column that is not there, are input errors.
Confounds select_confounds(const Table& table, std::span<const std::string> names);

/// Framewise displacement (Power et al. 2012): column `framewise_displacement`, missing in the first row only (then 0:
/// it has no predecessor). Without that column it is computed from the six motion columns, rotations (radians) as arcs
/// on a sphere of 50 mm.
std::vector<Millimetres> framewise_displacement(const Table& table);

/// Volumes that a column `non_steady_state_outlier*` marks.
std::vector<bool> non_steady_state(const Table& table);

}  // namespace attune::bold
