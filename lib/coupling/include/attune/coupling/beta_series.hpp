#pragma once

#include <Eigen/Dense>
#include <string>
#include <vector>

#include "attune/bold/contrast.hpp"
#include "attune/bold/trials.hpp"
#include "attune/coupling/matrix.hpp"

namespace attune::coupling {

/// Trials with an estimate that a condition needs for a correlation.
inline constexpr Eigen::Index kLeastTrials = 5;

/// Correlation over the trials of one condition.
struct ConditionCoupling {
  std::string condition;
  Eigen::Index trials = 0;    ///< with an estimate
  Eigen::Index left_out = 0;  ///< without one
  std::string reason;         ///< fewer trials than `kLeastTrials`: then there is no coupling
  Coupling coupling;
  Eigen::MatrixXd map;                        ///< trials x frames kept: the estimates less their mean, of a series
  std::vector<SeriesCovariance> covariances;  ///< of the regions
};

/// Beta-series correlation of one run (Rissman et al. 2004; with LSS, Mumford et al. 2012).
struct BetaSeries {
  bold::TrialBetas betas;
  std::vector<ConditionCoupling> conditions;
  std::vector<Eigen::Index> kept;
  Eigen::MatrixXd columns;  ///< frames kept x trials: responses of height 1
};

/// A weighted sum of conditions' Fisher z, such as the difference of two.
struct CouplingContrast {
  Eigen::MatrixXd z, se, p;  ///< regions x regions; p two-sided, normal
  Eigen::Index trials = 0;   ///< of all conditions in it
  std::string reason;        ///< why there is none: a condition that the run lacks or that has too few trials
};

/// Correlates the trials' estimates of every two regions, condition by condition. Neighbouring estimates share noise,
/// so degrees of freedom are those of `effective_degrees`: a region's estimates are taken to vary by trial heights that
/// are independent from trial to trial (their variance by moments) and by ARMA(1,1) noise (restricted maximum
/// likelihood beside all trials' columns, or beside the conditions' where fewer than a third of the frames and 20 would
/// be left).
BetaSeries beta_series(const Eigen::Ref<const Eigen::MatrixXd>& series, const bold::TrialModel& model,
                       parallel::Threads threads);

/// The contrast of conditions' z. Neighbouring trials of two conditions share noise, and so the conditions' z: the
/// standard error takes that from `null_covariance`.
CouplingContrast contrast_of(const BetaSeries& series, const bold::Contrast& contrast);

}  // namespace attune::coupling
