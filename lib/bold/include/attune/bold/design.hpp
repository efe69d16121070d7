#pragma once

#include <Eigen/Dense>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/base/units.hpp"
#include "attune/bold/events.hpp"
#include "attune/bold/response.hpp"
#include "attune/table/table.hpp"

namespace attune::bold {

/// A regressor that grows with a number of each event of a condition: `condition` x `column` of the events table.
struct ModulatorSpec {
  std::string condition, column;
};
/// Reads `face_x_rating`: the name is split at an `_x_` that leaves a condition and a column of those known. Another
/// text is a usage error that says what there is.
ModulatorSpec parse_modulator(std::string_view text, std::span<const std::string> conditions,
                              std::span<const std::string> columns);

/// What takes slow drifts out of a run.
enum class Drift {
  cosine,      ///< discrete cosines up to `high_pass`
  polynomial,  ///< Legendre polynomials of order 1 .. `polynomial_order`
  confounds,   ///< the `cosine*` columns of the confounds table
  none
};
/// "cosine", "polynomial", "confounds", "none"; another name is a usage error that suggests the nearest.
Drift drift_kind(std::string_view name);
std::string_view name_of(Drift drift);

/// What the model of a run is made of.
struct DesignOptions {
  std::vector<std::string> conditions;             ///< trial types to model, in this order; empty: all, by name
  Seconds high_pass{128};                          ///< longest period that is kept; 0: no cosines
  std::vector<std::string> confounds;              ///< see `select_confounds`
  std::optional<Millimetres> censor_displacement;  ///< volumes with a larger framewise displacement are left out
  ResponseModel response{};
  Drift drift = Drift::cosine;
  int polynomial_order = 3;
  std::optional<double> censor_dvars{};        ///< volumes with a larger standardised DVARS are left out
  bool censor_outliers = false;                ///< volumes that a column `motion_outlier*` marks are left out
  std::vector<Eigen::Index> censor_volumes{};  ///< further volumes to leave out, from 0
  Eigen::Index keep_at_least = 0;              ///< shorter stretches between censored volumes are left out too; 0: no
  std::optional<Seconds> stated_event{};       ///< event that heights refer to; default: the condition's mean duration
  std::vector<ModulatorSpec> modulators{};
  /// A condition of `conditions` without an event in the run gets no column and a warning instead of an error.
  bool allow_missing_conditions = false;
};

/// A modelled trial type.
struct Condition {
  std::string name;
  Eigen::Index column = 0;  ///< its first; -1: none, as it has no event in the run
  Eigen::Index events = 0;
  Seconds duration{0};  ///< of the event to which heights refer
  double peak = 0;      ///< `Response::peak(duration)`
  /// What its columns were divided by: `peak`, or 1 for a finite impulse response and in SPM's sampling.
  double scale = 1;
  std::vector<Eigen::Index> columns;  ///< all of them, without modulators
};

/// A volume that the model leaves out.
struct CensoredVolume {
  Eigen::Index volume = 0;
  std::string reason;  ///< "framewise displacement 1.31 mm > 0.9 mm", "non-steady state"
};

/// The design matrix of a run. Columns: for each condition its response (`face`), derivatives (`face_derivative`,
/// `face_dispersion`) or bins (`face_delay_0` ..) and its modulators (`face_x_rating`, and their derivatives); then
/// `constant`, drifts (`drift_1` .., or the names of the table's cosines), confounds. A condition's column is the sum
/// of its event responses divided by the peak response to one event (of its mean duration, or the stated one), so a
/// coefficient is the height of the answer to that event in signal units; its derivatives and modulators are divided by
/// the same number. Bins count events and have no scale; SPM's sampling leaves the columns as SPM has them. Drifts and
/// confounds are centred, and confounds scaled to unit variance, over the volumes kept: the constant is the run's
/// baseline.
struct Design {
  std::vector<std::string> names;  ///< of the columns
  std::vector<ColumnKind> kinds;   ///< of the columns
  /// Of the columns: what the stated event reaches in the column with coefficient 1. Effects times this are heights in
  /// signal units. 1 but where SPM's sampling leaves columns unscaled.
  Eigen::VectorXd heights;
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

/// Legendre polynomials of order 1 to `order` over the volumes of a run at -1 .. 1. volumes x order.
Eigen::MatrixXd polynomial_drifts(Eigen::Index volumes, int order);

/// Builds the design of one run. `confounds` may be null if no option asks for it. A condition without an event in the
/// run (unless allowed), a confounds table of another length, a constant modulator and fewer volumes left than columns
/// are errors; so are cosine confounds beside drifts of our own. Events that lie outside the run, collinear columns and
/// nuisance columns that eat more than half of the volumes are warnings.
Design make_design(const Events& events, const FrameTimes& frames, const Table* confounds,
                   const DesignOptions& options);
/// The same for events without modulators.
Design make_design(std::span<const Event> events, const FrameTimes& frames, const Table* confounds,
                   const DesignOptions& options);

/// A design from a finished matrix (volumes x columns), such as another program's: every volume is kept, and each
/// column can be named in a contrast. `constant` is the name of the column of ones; the kind of every other column is
/// `condition`.
Design design_of_matrix(const std::vector<std::string>& names, const Eigen::MatrixXd& matrix,
                        const std::string& constant);
/// The same with the kind of each column, one of them `constant`, for rows that are the volumes `kept` (ascending) of a
/// run of `volumes`; the others count as censored, "not in the design".
Design design_of_matrix(const std::vector<std::string>& names, const std::vector<ColumnKind>& kinds,
                        const Eigen::MatrixXd& matrix, const std::vector<Eigen::Index>& kept, Eigen::Index volumes);

/// The full matrix with its column names, one row per volume kept and the volume's number first: for the record.
Table to_table(const Design& design);

}  // namespace attune::bold
