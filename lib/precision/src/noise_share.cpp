#include "attune/precision/noise_share.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/stats/f_quantile.hpp"
#include "attune/stats/summary.hpp"

namespace attune::precision {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kManyDegrees = 1e8;        // where F no longer depends on them
constexpr double kWantedReliability = 0.8;  // of `trials_factor`
constexpr double kFewestDegrees = 4;        // of a variance whose inverse is used
constexpr double kShakyReliability = 0.5;   // below, the correction more than doubles the variance of the effect

double median_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : 0.5 * (values[middle - 1] + values[middle]);
}

NoiseShare without_share(NoiseShare out, std::string remark) {
  out.share = out.reliability = out.true_sd = out.ceiling_r = out.trials_factor = kNone;
  out.share_interval = out.reliability_interval = {kNone, kNone};
  out.remark = std::move(remark);
  return out;
}

stats::Summary summary_of(const NoiseShare& share) {
  return {static_cast<std::size_t>(share.n), share.mean, share.sd * share.sd};
}

// `variance` has `df` degrees of freedom.
DisattenuatedEffect corrected(DisattenuatedEffect out, double variance, double noise, double df) {
  const auto without = [&](std::string remark) {
    out.value = kNone;
    out.interval = {kNone, kNone};
    out.remark = std::move(remark);
    return out;
  };
  if (df < kFewestDegrees) {
    out.reliability = kNone;
    return without("too few people to know their reliability");
  }
  // The mean of 1 / chi-squared is 1 / (df - 2): without the factor the noise would be overstated.
  out.reliability = std::max(0.0, 1.0 - noise / variance * (df - 2.0) / df);
  if (!(out.reliability > 0)) return without("the noise explains all that people differ by: no effect size without it");
  const double ceiling = std::sqrt(out.reliability);
  out.value = out.d.value / ceiling;
  out.interval = {out.d.interval.low / ceiling, out.d.interval.high / ceiling};
  if (out.reliability < kShakyReliability)
    out.remark = fmt::format("a reliability of {:.2f} is too low to be corrected for with confidence", out.reliability);
  return out;
}

}  // namespace

NoiseShare noise_share(std::span<const double> values, std::span<const double> smes, double confidence) {
  if (values.size() != smes.size()) throw Error(Fault::internal, "values and their errors differ in number");
  NoiseShare out;
  out.n = static_cast<std::int64_t>(values.size());
  const stats::Summary summary = stats::summarise(values);
  out.mean = summary.mean;
  out.sd = summary.sd();
  std::vector<double> squares;
  for (const double sme : smes) squares.push_back(sme * sme);
  const stats::Summary noise = stats::summarise(squares);
  out.rms_sme = std::sqrt(noise.mean);
  out.median_sme = smes.empty() ? kNone : median_of({smes.begin(), smes.end()});
  out.max_sme = smes.empty() ? kNone : *std::max_element(smes.begin(), smes.end());
  if (out.n < 3) return without_share(out, "fewer than three people");
  if (!(summary.variance > 0)) return without_share(out, "the values do not vary");
  out.share = noise.mean / summary.variance;
  const auto n = static_cast<double>(out.n);
  const double degrees =
      noise.variance > 0 ? std::min(2.0 * n * noise.mean * noise.mean / noise.variance, kManyDegrees) : kManyDegrees;
  const double tail = 0.5 * (1.0 - confidence);
  out.share_interval = {std::min(out.share / stats::f_quantile(1.0 - tail, degrees, n - 1.0), 1.0),
                        std::min(out.share / stats::f_quantile(tail, degrees, n - 1.0), 1.0)};
  out.reliability = std::max(0.0, 1.0 - out.share);
  out.reliability_interval = {1.0 - out.share_interval.high, 1.0 - out.share_interval.low};
  out.true_sd = std::sqrt(std::max(0.0, summary.variance - noise.mean));
  out.ceiling_r = std::sqrt(out.reliability);
  out.trials_factor =
      out.share < 1 ? out.share / (1.0 - out.share) * kWantedReliability / (1.0 - kWantedReliability) : kNone;
  return out;
}

DisattenuatedEffect disattenuate(const NoiseShare& a, const NoiseShare& b, double confidence) {
  DisattenuatedEffect out;
  const stats::Summary of_a = summary_of(a), of_b = summary_of(b);
  out.estimate = a.mean - b.mean;
  out.d = stats::cohens_d(of_a, of_b, confidence);
  const double pooled = stats::pooled_sd(of_a, of_b);
  const auto weight_a = static_cast<double>(a.n - 1), weight_b = static_cast<double>(b.n - 1);
  const double noise = (weight_a * a.rms_sme * a.rms_sme + weight_b * b.rms_sme * b.rms_sme) / (weight_a + weight_b);
  return corrected(out, pooled * pooled, noise, weight_a + weight_b);
}

DisattenuatedEffect disattenuate(const NoiseShare& differences, double confidence) {
  DisattenuatedEffect out;
  out.estimate = differences.mean;
  out.d = stats::cohens_dz(summary_of(differences), confidence);
  return corrected(out, differences.sd * differences.sd, differences.rms_sme * differences.rms_sme,
                   static_cast<double>(differences.n - 1));
}

}  // namespace attune::precision
