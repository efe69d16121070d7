#pragma once

#include <Eigen/Dense>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/base/units.hpp"
#include "attune/bold/events.hpp"
#include "attune/table/table.hpp"

namespace attune::bold {

/// When the volumes of a run were acquired: volume i at `start + i * repetition_time`, on the clock of the events.
/// `start` is the sidecar's StartTime: the slice-timing reference where slice times were corrected.
struct FrameTimes {
  Eigen::Index volumes = 0;
  Seconds repetition_time{0};
  Seconds start{0};

  Seconds at(Eigen::Index volume) const { return start + static_cast<double>(volume) * repetition_time; }
};

/// What the model of a run is made of.
struct DesignOptions {
  std::vector<std::string> conditions;             ///< trial types to model, in this order; empty: all, by name
  Seconds high_pass{128};                          ///< longest period that is kept; 0: no drift terms
  std::vector<std::string> confounds;              ///< see `select_confounds`
  std::optional<Millimetres> censor_displacement;  ///< volumes with a larger framewise displacement are left out
};

/// A modelled trial type.
struct Condition {
  std::string name;
  Eigen::Index column = 0;
  Eigen::Index events = 0;
  Seconds duration{0};  ///< mean duration of its events, to which the height of its column refers
  double peak = 0;      ///< `peak_response(duration)`: what the column was divided by
};

/// A volume that the model leaves out.
struct CensoredVolume {
  Eigen::Index volume = 0;
  std::string reason;  ///< "framewise displacement 1.31 mm > 0.9 mm", "non-steady state"
};

/// The design matrix of a run. Columns: one per condition, then `constant`, `drift_1`.., confounds. A condition's
/// column is the sum of its event responses divided by the peak response to one event of its mean duration, so a
/// coefficient is the height of the answer to one event in signal units. Confounds are centred and scaled to unit
/// variance over the volumes kept; the constant is then the model's resting signal.
struct Design {
  std::vector<std::string> names;  ///< of the columns
  Eigen::MatrixXd matrix;          ///< volumes kept x columns
  std::vector<Eigen::Index> kept;  ///< volume of each row, ascending
  Eigen::Index volumes = 0;        ///< of the run
  std::vector<Condition> conditions;
  std::vector<CensoredVolume> censored;
  Eigen::Index constant = 0;  ///< column of the constant

  Eigen::Index rank = 0;
  std::vector<std::string> collinear;  ///< columns that are linear combinations of one another; empty at full rank
  Eigen::MatrixXd basis;               ///< volumes kept x rank: orthonormal basis of the columns' space
  Eigen::MatrixXd to_columns;          ///< columns x rank: smallest coefficients for coordinates in `basis`
  Warnings warnings;
};

/// Drift terms of a high-pass at period `cutoff`: discrete cosines of the run, without the constant, as many as SPM
/// takes (floor(2 n TR / cutoff + 1) - 1, with a guard against rounding). volumes x terms, orthonormal.
Eigen::MatrixXd cosine_drifts(Eigen::Index volumes, Seconds repetition_time, Seconds cutoff);

/// Builds the design of one run. `confounds` may be null if no option asks for it. Conditions without an event in the
/// run, a confounds table of another length and fewer volumes left than columns are errors; events that lie outside the
/// run, and collinear columns, are warnings.
Design make_design(std::span<const Event> events, const FrameTimes& frames, const Table* confounds,
                   const DesignOptions& options);

/// A design from a finished matrix (volumes x columns), such as another program's: every volume is kept, and each
/// column can be named in a contrast. `constant` is the name of the column of ones.
Design design_of_matrix(const std::vector<std::string>& names, const Eigen::MatrixXd& matrix,
                        const std::string& constant);

/// The full matrix with its column names, one row per volume kept and the volume's number first: for the record.
Table to_table(const Design& design);

}  // namespace attune::bold
