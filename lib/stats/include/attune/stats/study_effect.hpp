#pragma once

namespace attune::stats {

/// Effect of one study and its sampling variance.
struct StudyEffect {
  double effect = 0.0;
  double variance = 0.0;
};

/// What a paper prints about a group.
struct GroupSummary {
  double mean = 0.0, sd = 0.0, n = 0.0;
};

/// Hedges' g = J(df) (mean a - mean b) / pooled SD with the exact J, df = n_a + n_b - 2 > 1, and its large-sample
/// variance 1 / n_a + 1 / n_b + g^2 / (2 (n_a + n_b)) (Hedges 1981; 1982). NaN where both SDs are 0.
StudyEffect standardised_mean_difference(const GroupSummary& a, const GroupSummary& b);

/// mean a - mean b with variance sd_a^2 / n_a + sd_b^2 / n_b: variances need not be equal.
StudyEffect mean_difference(const GroupSummary& a, const GroupSummary& b);

/// Fisher's z = atanh r with variance 1 / (n - 3); |r| < 1, n > 3.
StudyEffect fisher_z(double r, double n);

/// log((x_a / n_a) / (x_b / n_b)) with variance 1 / x_a - 1 / n_a + 1 / x_b - 1 / n_b. Where one of the four cells
/// (events, non-events) is 0, one half is added to each of the four. NaN where neither group has an event: such a study
/// says nothing about the ratio.
StudyEffect log_risk_ratio(double events_a, double n_a, double events_b, double n_b);

}  // namespace attune::stats
