#pragma once

#include <Eigen/Dense>
#include <span>
#include <string>
#include <string_view>
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

/// The columns that `names` asks for, each a group, a pattern or a column of the table:
///   motion6          trans_ and rot_ in x, y, z
///   motion12         these and their backward differences
///   motion24         these and the squares of both (Friston et al. 1996)
///   acompcorN        the first N anatomical components (a_comp_cor_00 ..), such as acompcor5
///   csf_wm, wm_csf   mean signal of cerebrospinal fluid and white matter
///   a_comp_cor_0*    every column that fits, * for any text and ? for one character
/// Names are found in each of fMRIPrep's spellings (`motion_outlier_00` is `motion_outlier00`; `aCompCor00` of old
/// versions is `a_comp_cor_00`). Differences and squares are taken from the table where it has them, else computed. A
/// missing value in the first row of a difference (also of framewise displacement and DVARS) is 0; any other missing
/// value, and a column that is not there, are input errors. A column that is asked for twice is there once.
Confounds select_confounds(const Table& table, std::span<const std::string> names);

/// The table's own drift terms: `cosine*`. None is an input error.
Confounds cosine_confounds(const Table& table);
/// True for `cosine00`, `cosine_00`, `Cosine00` and so on.
bool is_cosine(std::string_view name);
/// True for `a_comp_cor_00` and so on.
bool is_anatomical_component(std::string_view name);

/// Framewise displacement (Power et al. 2012): column `framewise_displacement`, missing in the first row only (then 0:
/// it has no predecessor). Without that column it is computed from the six motion columns, rotations (radians) as arcs
/// on a sphere of 50 mm.
std::vector<Millimetres> framewise_displacement(const Table& table);
/// Whether the table has what that takes.
bool has_displacement(const Table& table);

/// Column `std_dvars`: root mean square change from the volume before, standardised; the first is 0 where it is
/// missing.
std::vector<double> standardised_dvars(const Table& table);

/// Volumes that a column `non_steady_state_outlier*` marks.
std::vector<bool> non_steady_state(const Table& table);
/// Volumes that a column `motion_outlier*` marks.
std::vector<bool> motion_outliers(const Table& table);

}  // namespace attune::bold
