#include "compare_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "attune/base/number_text.hpp"
#include "attune/stats/bayes_factor.hpp"

namespace attune::stats {
namespace {

// A value to subtract from all, which far from zero keeps the digits of a difference of means: the smallest where all
// are within a factor of two of each other, as such subtractions are exact (Sterbenz), else none.
double exact_origin(const Samples& samples) {
  const double low = std::min(samples[0].front(), samples[1].front());
  const double high = std::max(samples[0].back(), samples[1].back());
  const bool close = low > 0.0 ? high <= 2.0 * low : high < 0.0 && low >= 2.0 * high;
  return close ? low : 0.0;
}

}  // namespace

std::vector<double> shifted(const std::vector<double>& values, double by) {
  std::vector<double> out;
  for (const double x : values) out.push_back(x + by);
  return out;
}

std::array<Summary, 2> describe_samples(Comparison& out, const Samples& samples) {
  const double origin = exact_origin(samples);
  std::array<Summary, 2> summaries;
  for (std::size_t i = 0; i < 2; ++i) {
    summaries[i] = summarise(shifted(samples[i], -origin));
    if (!std::isfinite(summaries[i].variance))
      throw analysis_error("values are so large that their squares overflow; use another unit");
    if (summaries[i].variance == 0.0 && samples[i].front() != samples[i].back())
      throw analysis_error("values differ by so little that their squares vanish; use another unit");
    out.n[i] = static_cast<std::int64_t>(summaries[i].n);
    out.mean[i] = summaries[i].mean + origin;
    out.sd[i] = summaries[i].sd();
  }
  return summaries;
}

void check_variation(const Comparison& c, double standard_error) {
  constexpr double kRounding = 10.0 * 2.220446049250313e-16;
  if (standard_error <= kRounding * std::max(std::abs(c.mean[0]), std::abs(c.mean[1])))
    throw analysis_error(fmt::format("the values do not vary ({} has mean {}, {} has mean {}); a test needs an error",
                                     in_quotes(c.levels[0]), format_double(c.mean[0]), in_quotes(c.levels[1]),
                                     format_double(c.mean[1])));
}

void set_t_test(Comparison& out, double standard_error, double df, std::optional<double> bound) {
  out.t = out.estimate / standard_error;
  out.df = df;
  out.p = out.alternative == Alternative::two_sided ? student_t_two_sided(*out.t, df)
                                                    : student_t_upper(towards(out.alternative, *out.t), df);
  const auto around = [&](double tail) {
    const double reach = student_t_quantile(1.0 - tail, df) * standard_error;
    return Interval{out.estimate - reach, out.estimate + reach};
  };
  out.interval = around(0.5 * (1.0 - out.confidence));
  if (!bound) return;
  Equivalence e;
  e.bound = *bound;
  e.t_lower = (out.estimate + *bound) / standard_error;
  e.t_upper = (out.estimate - *bound) / standard_error;
  e.p_lower = student_t_upper(*e.t_lower, df);
  e.p_upper = student_t_lower(*e.t_upper, df);
  e.interval = around(1.0 - out.confidence);
  out.equivalence = e;
}

void set_bayes_factor(Comparison& out, double t, double df, double effective_n, bool sensitivity) {
  out.log_bf10 = log_jzs_bayes_factor(t, df, effective_n, out.r_scale, out.alternative);
  out.bf10 = std::exp(*out.log_bf10);
  if (!sensitivity) return;
  for (const double scale : {0.2, 0.5, kCauchyScale, 1.0, std::numbers::sqrt2})
    out.sensitivity.push_back({scale, std::exp(log_jzs_bayes_factor(t, df, effective_n, scale, out.alternative))});
}

std::optional<double> bound_of(const CompareOptions& options, double sd) {
  if (!options.smallest_effect) return std::nullopt;
  const double bound = options.smallest_effect->size * (options.smallest_effect->standardised ? sd : 1.0);
  if (!(bound > 0.0)) throw analysis_error("the smallest effect in standard deviations is 0: the values do not vary");
  return bound;
}

}  // namespace attune::stats
