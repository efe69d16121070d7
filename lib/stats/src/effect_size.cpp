#include "attune/stats/effect_size.hpp"

#include <fmt/format.h>

#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

#include "attune/base/error.hpp"
#include "attune/base/number_text.hpp"
#include "early_stops.hpp"

namespace attune::stats {
namespace {

EffectSize from_t(double value, double df, double effective_n, double confidence, Compat compat) {
  const double scale = std::sqrt(effective_n);
  const double t = value * scale;
  const Interval ncp =
      compat == Compat::r ? early_noncentrality_interval(t, df, confidence) : noncentrality_interval(t, df, confidence);
  return {value, {ncp.low / scale, ncp.high / scale}};
}

}  // namespace

double hedges_correction(double df) {
  return 1.0 / (boost::math::tgamma_delta_ratio(0.5 * (df - 1.0), 0.5) * std::sqrt(0.5 * df));
}

double pooled_sd(const Summary& a, const Summary& b) {
  const auto df_a = static_cast<double>(a.n) - 1.0, df_b = static_cast<double>(b.n) - 1.0;
  return std::sqrt((df_a * a.variance + df_b * b.variance) / (df_a + df_b));
}

EffectSize cohens_d(const Summary& a, const Summary& b, double confidence, Compat compat) {
  const auto n_a = static_cast<double>(a.n), n_b = static_cast<double>(b.n);
  return from_t((a.mean - b.mean) / pooled_sd(a, b), n_a + n_b - 2.0, n_a * n_b / (n_a + n_b), confidence, compat);
}

EffectSize cohens_dz(const Summary& differences, double confidence, Compat compat) {
  const auto n = static_cast<double>(differences.n);
  return from_t(differences.mean / differences.sd(), n - 1.0, n, confidence, compat);
}

EffectSize hedges_g(const EffectSize& d, double df) {
  const double j = hedges_correction(df);
  return {j * d.value, {j * d.interval.low, j * d.interval.high}};
}

SmallestEffect parse_smallest_effect(std::string_view text) {
  SmallestEffect out;
  std::string_view number = trimmed(text);
  if (!number.empty() && number.back() == 'd') {
    out.standardised = true;
    number.remove_suffix(1);
  }
  const auto size = parse_double(number);
  if (!size || !std::isfinite(*size) || *size <= 0.0)
    throw usage_error(
        fmt::format("smallest effect of interest is {}; expected a number above 0 in units of the value, "
                    "or of standard deviations as 0.5d",
                    in_quotes(text)));
  out.size = *size;
  return out;
}

}  // namespace attune::stats
