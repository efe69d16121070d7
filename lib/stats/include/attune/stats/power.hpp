#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace attune::stats {

/// Tests whose power is known. `equivalence` are two one-sided tests.
enum class PowerTest {
  student,
  welch,
  one_sample,
  paired,
  correlation,
  proportions,
  anova,
  regression,
  equivalence,
  equivalence_paired
};
std::string name_of(PowerTest test);
/// "student", "one-sample" and so on; anything else is a usage error.
PowerTest parse_power_test(std::string_view text);

/// A test without its sample size and effect.
struct PowerDesign {
  PowerTest test = PowerTest::student;
  double alpha = 0.05;
  bool two_sided = true;           ///< not anova, regression, equivalence; else one-sided for an effect above 0
  double ratio = 1.0;              ///< two groups: n_B / n_A
  double sd_ratio = 1.0;           ///< welch: SD_B / SD_A
  int groups = 2;                  ///< anova
  int predictors = 1;              ///< regression: those tested
  int covariates = 0;              ///< regression: others in the model
  double baseline = 0.5;           ///< proportions: that of group A
  double true_effect = 0.0;        ///< equivalence: the difference there is, in the unit of the bound
  bool two_groups() const;         ///< student, welch, proportions, equivalence
  bool is_equivalence() const;     ///< two one-sided tests
  bool has_sides() const;          ///< t, correlation, proportions
  double smallest_n() const;       ///< that the test takes
  double total_n(double n) const;  ///< over all groups
};

/// Power at sample size `n` (need not be whole; of group A, or of each group of `anova`; pairs; in all for one group)
/// and effect: d in SDs (welch: in the root mean square of both SDs; one_sample, paired: d_z, in SDs of the
/// differences), rho, the difference of proportions B - A, Cohen's f, or for equivalence the bound in SDs.
///
/// Student, one-sample and paired t: noncentral t, both tails. Welch: noncentral t with Satterthwaite's degrees of
/// freedom of the population variances, an approximation. Correlation: exact for bivariate normal values and the t test
/// of r, by averaging the noncentral t over the chi distribution of the spread of x. Proportions: normal approximation
/// of the pooled z test (Fleiss, Levin & Paik 2003), without continuity correction. ANOVA: noncentral F with
/// lambda = f^2 N. Regression: noncentral F for fixed predictors with lambda = f^2 n. Equivalence: exact, both t share
/// one standard deviation (Phillips 1990).
/// `n` below smallest_n() and effects outside their range give NaN.
double power_of(const PowerDesign& design, double n, double effect);

/// How `power_of` computes it, for people: "exact, noncentral t".
std::string method_of(PowerTest test);

/// What of (n, effect, power) was solved for.
enum class Unknown { n, effect, power };
std::string name_of(Unknown unknown);

/// Sample size, effect and power that belong together.
struct PowerPoint {
  Unknown solved = Unknown::power;
  double n = 0.0, effect = 0.0, power = 0.0;
  /// With n solved: the whole sizes (A, B; equal but for two groups) that reach the power, and the power they have. For
  /// two groups n_B is n_A times the ratio, rounded up.
  std::optional<std::array<std::int64_t, 2>> whole_n;
  std::optional<double> whole_power;
};

/// The n at which `effect` is found with `power`. The smallest n the test takes where that is enough. An analysis error
/// where 10^9 are not enough, a usage error where the power is not between alpha and 1 or the effect is out of range.
PowerPoint solve_n(const PowerDesign& design, double effect, double power);
/// The smallest effect above 0 (bound above the true effect) that n finds with `power`; an analysis error where none
/// is.
PowerPoint solve_effect(const PowerDesign& design, double n, double power);
/// The power itself; usage errors for an n that is too small or an effect that is out of range.
PowerPoint solve_power(const PowerDesign& design, double n, double effect);

}  // namespace attune::stats
