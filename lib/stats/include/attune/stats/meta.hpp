#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/stats/distributions.hpp"

namespace attune::stats {

/// How the variance between studies, tau^2, is estimated. `fixed` takes it as 0.
enum class MetaMethod { fixed, dersimonian_laird, reml };
std::string name_of(MetaMethod method);
/// "fixed", "dl" or "reml"; anything else is a usage error.
MetaMethod parse_meta_method(std::string_view text);

/// Against which distribution: the normal, or Student's t with the variance of Knapp & Hartung (2003).
enum class MetaTest { z, knapp_hartung };
std::string name_of(MetaTest test);

/// Degrees of freedom of the prediction interval: k - p - 1 (Higgins, Thompson & Spiegelhalter 2009; k - 2 without
/// moderators), or those of the test (k - p for Knapp-Hartung, the normal for z).
enum class PredictionDf { higgins, test };

struct MetaOptions {
  MetaMethod method = MetaMethod::reml;
  MetaTest test = MetaTest::z;
  PredictionDf prediction = PredictionDf::higgins;
  double confidence = 0.95;
  /// REML: end Fisher scoring at a step of tau^2 no longer than this, to reproduce programs that do (metafor: 1e-5, in
  /// the squared unit of the effect). Absent: the maximum itself.
  std::optional<double> scoring_stop;
};

/// What describes the studies: a number, or a factor with one column for each level but the reference.
struct Moderator {
  std::string name;
  std::vector<std::string> terms;            ///< "age", or "task[videos]"
  std::vector<std::vector<double>> columns;  ///< one for each term, one number for each study
};

/// Effects of k studies with their sampling variances.
struct Studies {
  std::vector<std::string> names;
  std::vector<double> effects, variances;  ///< finite; variances above 0
  std::vector<Moderator> moderators;
};

/// A number with its standard error and test: z, or t with df degrees of freedom.
struct MetaEstimate {
  double estimate = 0.0, se = 0.0, statistic = 0.0, p = 1.0;
  Interval interval;
};
struct MetaCoefficient {
  std::string term;
  MetaEstimate value;
};

/// Wald test of one or all moderators: chi-squared with num_df, or F with num_df and den_df (Knapp-Hartung).
struct ModeratorTest {
  std::string moderator;
  double statistic = 0.0, num_df = 0.0, p = 1.0;
  std::optional<double> den_df;
};

/// A meta-analysis of k studies with p coefficients.
struct MetaAnalysis {
  MetaMethod method = MetaMethod::reml;
  MetaTest test = MetaTest::z;
  std::size_t k = 0;
  MetaEstimate overall;      ///< with moderators: the expected effect at their (unweighted) means
  std::optional<double> df;  ///< Knapp-Hartung: k - p
  double tau2 = 0.0;         ///< variance between studies; 0 for `fixed`
  double i2 = 0.0;           ///< percent: tau2 / (tau2 + typical sampling variance); `fixed`: max(0, (Q - df) / Q)
  double q = 0.0, q_df = 0.0, q_p = 1.0;  ///< (residual) heterogeneity, Cochran's Q
  std::optional<Interval> prediction;     ///< of the effect of a new study like these; not for `fixed`
  std::optional<double> prediction_df;    ///< absent: normal
  std::vector<MetaCoefficient> coefficients;
  std::vector<ModeratorTest> moderator_tests;
  std::optional<ModeratorTest> all_moderators;
  std::optional<double> r2;  ///< percent of tau2 without moderators that they take away, not below 0
  double confidence = 0.95;
  std::vector<double> weights, fitted;  ///< of each study; weights in percent
  Warnings warnings;
};

/// y_i ~ N(x_i' b, v_i + tau^2), weighted least squares with 1 / (v_i + tau^2). REML takes the global maximum of the
/// restricted likelihood over tau^2 >= 0, to rounding (Raudenbush 2009); DerSimonian & Laird (1986) with moderators is
/// the moment estimator of Thompson & Sharp (1999). Knapp-Hartung's factor is not truncated at 1; where it makes the
/// interval narrower than that of z, a warning says so. The order of studies does not change a bit. Fewer than p + 1
/// studies, moderators that do not vary or determine each other, and effects without any residual under Knapp-Hartung
/// are analysis errors; Knapp-Hartung with `fixed` is a usage error.
MetaAnalysis analyse_studies(const Studies& studies, const MetaOptions& options = {});

/// The analysis without one of the studies, or why there is none.
struct LeftOut {
  std::string study;
  std::optional<MetaAnalysis> analysis;
  std::string problem;  ///< empty where there is an analysis
};
/// One for every study, in their order.
std::vector<LeftOut> leave_one_out(const Studies& studies, const MetaOptions& options = {});

}  // namespace attune::stats
