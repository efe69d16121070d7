#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "compare_parts.hpp"

namespace attune::stats {
namespace {

// Pooling takes both groups to vary alike: where they do not and differ in size, the larger one decides for both.
void warn_of_pooling(Comparison& out, const Summary& a, const Summary& b, std::optional<double> welch_p) {
  constexpr double kRatio = 1.5;
  const double larger = std::max(a.sd(), b.sd()), smaller = std::min(a.sd(), b.sd());
  if (a.n == b.n || larger < kRatio * smaller) return;
  const std::string what = fmt::format("{} varies with SD {:.4g} (n {}), {} with SD {:.4g} (n {})",
                                       in_quotes(out.levels[0]), a.sd(), a.n, in_quotes(out.levels[1]), b.sd(), b.n);
  out.warnings.push_back(
      welch_p
          ? fmt::format("{}: the pooled t takes both to vary alike and its p is not to be trusted; two-sided p of "
                        "Welch's test is {:.3g} (--test welch)",
                        what, *welch_p)
          : fmt::format("{}: d, g and the Bayes factor rest on the pooled SD, which takes both to vary alike", what));
}

}  // namespace

void compare_means(Comparison& out, const Samples& samples, const CompareOptions& options) {
  const auto [a, b] = describe_samples(out, samples);
  const auto n_a = static_cast<double>(a.n), n_b = static_cast<double>(b.n);
  const double pooled = pooled_sd(a, b), pooled_df = n_a + n_b - 2.0;
  const double va = a.variance / n_a, vb = b.variance / n_b;
  const bool welch = out.test == CompareTest::welch;
  const double error = welch ? std::sqrt(va + vb) : pooled * std::sqrt(1.0 / n_a + 1.0 / n_b);
  check_variation(out, error);
  // Welch-Satterthwaite from the shares of the variance, which neither overflow nor vanish.
  const double share_a = va / (va + vb), share_b = vb / (va + vb);
  const double welch_df = 1.0 / (share_a * share_a / (n_a - 1.0) + share_b * share_b / (n_b - 1.0));
  out.estimate = a.mean - b.mean;
  set_t_test(out, error, welch ? welch_df : pooled_df, bound_of(options, pooled));
  const double effective_n = n_a * n_b / (n_a + n_b);
  out.d = cohens_d(a, b, out.confidence, options.compat);
  out.correction = hedges_correction(pooled_df);
  out.g = hedges_g(*out.d, pooled_df);
  set_bayes_factor(out, out.d->value * std::sqrt(effective_n), pooled_df, effective_n, options.sensitivity);
  warn_of_pooling(
      out, a, b,
      welch ? std::nullopt : std::optional(student_t_two_sided(out.estimate / std::sqrt(va + vb), welch_df)));
}

void compare_pair_means(Comparison& out, const std::vector<double>& differences, const CompareOptions& options) {
  const Summary d = summarise(differences);
  const auto n = static_cast<double>(d.n);
  const double error = d.sd() / std::sqrt(n);
  check_variation(out, error);
  out.estimate = d.mean;
  set_t_test(out, error, n - 1.0, bound_of(options, d.sd()));
  out.d = cohens_dz(d, out.confidence, options.compat);
  if (d.n > 2) {
    out.correction = hedges_correction(n - 1.0);
    out.g = hedges_g(*out.d, n - 1.0);
  }
  set_bayes_factor(out, *out.t, n - 1.0, n, options.sensitivity);
}

}  // namespace attune::stats
