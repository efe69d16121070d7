#include "attune/spectrum/jackknife.hpp"

#include <fmt/format.h>

#include <cmath>

#include "attune/base/error.hpp"
#include "attune/stats/distributions.hpp"

namespace attune::spectrum {
namespace {

// Leave-one-out values of blocks of unequal size: with h = n / m of a block, pseudo-values h T - (h - 1) T_(-block);
// their squared distances from the mean, divided by h - 1, average to the variance.
double jackknife_error(double whole, std::span<const double> without, const std::vector<double>& h) {
  const double g = static_cast<double>(without.size());
  double centre = g * whole;
  for (std::size_t b = 0; b < without.size(); ++b) centre -= (1.0 - 1.0 / h[b]) * without[b];
  double sum = 0;
  for (std::size_t b = 0; b < without.size(); ++b) {
    const double pseudo = h[b] * whole - (h[b] - 1.0) * without[b];
    sum += (pseudo - centre) * (pseudo - centre) / (h[b] - 1.0);
  }
  return std::sqrt(sum / g);
}

}  // namespace

void require_confidence(double confidence) {
  if (!(confidence > 0 && confidence < 1))
    throw usage_error(fmt::format("a confidence of {}; expected one between 0 and 1, as 0.95", confidence));
}

Estimate jackknife(double value, std::span<const double> without, std::span<const Eigen::Index> units, bool logarithmic,
                   double confidence) {
  Estimate out;
  out.value = value;
  if (without.size() < 2 || !std::isfinite(value)) return out;
  for (const double rest : without)
    if (!std::isfinite(rest)) return out;
  double total = 0;
  for (const Eigen::Index count : units) total += static_cast<double>(count);
  std::vector<double> h;
  for (const Eigen::Index count : units) h.push_back(total / static_cast<double>(count));
  out.standard_error = jackknife_error(value, without, h);
  const double t = stats::student_t_quantile(0.5 + 0.5 * confidence, static_cast<double>(without.size()) - 1.0);
  if (!logarithmic) {
    out.low = value - t * out.standard_error;
    out.high = value + t * out.standard_error;
    return out;
  }
  std::vector<double> logarithms;
  for (const double rest : without) logarithms.push_back(std::log(rest));
  const double reach = t * jackknife_error(std::log(value), logarithms, h);
  out.low = value * std::exp(-reach);
  out.high = value * std::exp(reach);
  return out;
}

Estimate estimate(const Power& power, const Statistic& statistic, bool logarithmic, double confidence) {
  const double value = statistic(power.density), total = static_cast<double>(power.segments);
  std::vector<double> without;
  for (std::size_t b = 0; std::isfinite(value) && b < power.blocks.size(); ++b) {
    const double share = static_cast<double>(power.block_segments[b]) / total;
    without.push_back(statistic((power.density - share * power.blocks[b]) / (1.0 - share)));
  }
  return jackknife(value, without, power.block_segments, logarithmic, confidence);
}

}  // namespace attune::spectrum
