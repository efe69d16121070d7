#pragma once

#include <Eigen/Dense>
#include <span>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/bold/design.hpp"
#include "attune/bold/events.hpp"
#include "attune/table/table.hpp"

namespace attune::bold {

/// How trials get an estimate each.
enum class TrialMethod {
  all,      ///< LSA: one model with a column per trial
  separate  ///< LSS: a model per trial: its column, the other trials of its condition, the other conditions
};
/// "lsa" or "lss"; another name is a usage error.
TrialMethod trial_method(const std::string& name);
std::string name_of(TrialMethod method);

/// A trial has no estimate if less than this share of its response (sum of squares over the frames that a run without
/// end and without censoring would have) lies in the frames kept,
inline constexpr double kLeastResponseSeen = 0.5;
/// or if less than this share of its column (sum of squares) is left when the other columns of its model are taken out:
/// a variance inflation of more than 100.
inline constexpr double kLeastOwnShare = 0.01;

/// The trial-wise models of one run, before any series: every estimate is a weighted sum of a series.
struct TrialModel {
  TrialMethod method = TrialMethod::separate;
  std::vector<Event> trials;         ///< events of the modelled conditions, in the order of the events
  std::vector<std::string> reasons;  ///< one per trial: why it has no estimate; else empty
  Eigen::VectorXd response_seen;     ///< share of each response that lies in the frames kept
  Eigen::VectorXd own_share;         ///< share of each column that is its own
  Eigen::MatrixXd columns;           ///< frames kept x trials: responses of height 1
  Eigen::MatrixXd weights;           ///< trials x frames kept; 0 for a trial without an estimate
  Eigen::MatrixXd basis;             ///< frames kept x rank, orthonormal: what the models of all trials have in common
  Eigen::MatrixXd own;               ///< frames kept x trials: unit vector a trial's model has besides, or 0
  Eigen::VectorXd degrees;           ///< of each trial's model: frames kept less its rank
  Design design;                     ///< of the conditions (without trials of their own)
};

/// Builds the models. Options are those of the design of conditions; derivatives, modulators and SPM's sampling are
/// left out of them, and finite impulse responses are refused. A trial's column is the response to it divided by the
/// peak of the response to an event of its duration (or of `stated_event`), so its estimate is the height of the answer
/// to that event in signal units. Errors are those of `make_design`; LSA with no fewer columns than frames kept is an
/// analysis error.
TrialModel make_trial_model(TrialMethod method, std::span<const Event> events, const FrameTimes& frames,
                            const Table* confounds, const DesignOptions& options);

/// Estimates of one run.
struct TrialBetas {
  std::vector<Event> trials;
  Eigen::MatrixXd betas;             ///< trials x regions, signal units: height of the answer to the trial
  Eigen::MatrixXd variances;         ///< of the estimates, for white noise
  std::vector<std::string> reasons;  ///< one per trial: why its row is NaN; else empty
};

/// Ordinary least squares in every column of `series` (volumes of the run x regions). A region with a missing value in
/// the frames kept is NaN. Mumford et al. (2012): LSS is what to take where responses of neighbouring trials overlap.
TrialBetas fit_trials(const TrialModel& model, const Eigen::Ref<const Eigen::MatrixXd>& series);

/// Both steps at once.
TrialBetas least_squares_all(const Eigen::Ref<const Eigen::MatrixXd>& series, std::span<const Event> events,
                             const FrameTimes& frames, const Table* confounds, const DesignOptions& options);
TrialBetas least_squares_separate(const Eigen::Ref<const Eigen::MatrixXd>& series, std::span<const Event> events,
                                  const FrameTimes& frames, const Table* confounds, const DesignOptions& options);

}  // namespace attune::bold
