#include "attune/stats/study_effect.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "attune/stats/effect_size.hpp"

namespace attune::stats {

StudyEffect standardised_mean_difference(const GroupSummary& a, const GroupSummary& b) {
  const double df = a.n + b.n - 2.0;
  const double pooled = std::sqrt(((a.n - 1.0) * a.sd * a.sd + (b.n - 1.0) * b.sd * b.sd) / df);
  if (!(pooled > 0.0)) return {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
  const double g = hedges_correction(df) * (a.mean - b.mean) / pooled;
  return {g, 1.0 / a.n + 1.0 / b.n + g * g / (2.0 * (a.n + b.n))};
}

StudyEffect mean_difference(const GroupSummary& a, const GroupSummary& b) {
  return {a.mean - b.mean, a.sd * a.sd / a.n + b.sd * b.sd / b.n};
}

StudyEffect fisher_z(double r, double n) { return {std::atanh(r), 1.0 / (n - 3.0)}; }

StudyEffect log_risk_ratio(double events_a, double n_a, double events_b, double n_b) {
  if (events_a == 0.0 && events_b == 0.0)
    return {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
  const double smallest = std::min({events_a, n_a - events_a, events_b, n_b - events_b});
  const double added = smallest == 0.0 ? 0.5 : 0.0;
  const double a = events_a + added, b = events_b + added;
  const double all_a = n_a + 2.0 * added, all_b = n_b + 2.0 * added;
  return {std::log(a / all_a) - std::log(b / all_b), 1.0 / a - 1.0 / all_a + 1.0 / b - 1.0 / all_b};
}

}  // namespace attune::stats
