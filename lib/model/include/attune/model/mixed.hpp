#pragma once

#include <Eigen/Core>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/model/anova.hpp"
#include "attune/model/design.hpp"
#include "attune/model/frame.hpp"

namespace attune::model {

/// Degrees of freedom of the fixed effects of a mixed model.
enum class DfMethod {
  satterthwaite,  ///< Kuznetsova, Brockhoff & Christensen 2017, J Stat Softw 82(13)
  kenward_roger,  ///< Kenward & Roger 1997, Biometrics 53:983-997; also widens the standard errors
  normal          ///< none: z and chi-squared tests
};
/// "satterthwaite", "kenward-roger" or "none"; anything else is a usage error.
DfMethod parse_df_method(std::string_view name);

struct MixedOptions {
  bool reml = true;
  DfMethod df = DfMethod::satterthwaite;
  double confidence = 0.95;
};

/// A variance, or the covariance of two random effects of one group.
struct RandomComponent {
  std::string group;         ///< "Residual" for the residual variance
  std::string term, term2;   ///< `term2` is empty for a variance; both are for the residual
  double variance = 0.0;     ///< or covariance
  double sd = 0.0;           ///< NaN for a covariance
  double correlation = 0.0;  ///< NaN for a variance, and where one of the variances is 0
};

/// A grouping column and how many groups it made.
struct RandomGroup {
  std::string name;
  std::size_t groups = 0;
};

/// y = X b + Z u + e with u ~ N(0, Lambda Lambda' sigma^2).
struct MixedFit {
  std::vector<Coefficient> coefficients;  ///< per column of the design
  std::vector<AnovaRow> tests;            ///< per term: Wald F in the coding in use (type III under sum to zero); no ss
  std::vector<RandomComponent> random;
  std::vector<RandomGroup> groups;
  Eigen::MatrixXd covariance;      ///< of the estimated coefficients (after Kenward-Roger, its own)
  std::vector<Eigen::Index> kept;  ///< columns of the design that were estimated
  /// Degrees of freedom of a contrast of the estimated coefficients.
  std::function<double(const Eigen::VectorXd&)> df;
  Eigen::VectorXd theta;  ///< relative Cholesky factors, column by column of each lower triangle
  double sigma = 0.0;
  double criterion = 0.0;  ///< deviance, or the REML criterion
  double loglik = 0.0, aic = 0.0, bic = 0.0;
  std::size_t parameters = 0;  ///< fixed, random and residual
  std::size_t evaluations = 0;
  bool reml = true;
  bool singular = false;  ///< a random variance is 0, or a correlation 1 or -1
  Warnings warnings;
};

/// Fits by (restricted) maximum likelihood: the profiled deviance of Bates et al. 2015 (J Stat Softw 67(1)), minimised
/// over theta with the diagonal kept at 0 or above. Groups are crossed or nested as the data have them. Random effects
/// as many as rows, a group per row with only an intercept, and a design without residual degrees of freedom:
/// `Fault::analysis`.
MixedFit fit_mixed(const Formula& formula, const Frame& frame, const MixedOptions& options = {});

}  // namespace attune::model
