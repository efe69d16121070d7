#include "forming_threshold.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "attune/stats/distributions.hpp"

namespace attune::cluster {
namespace {

constexpr std::size_t kSteps = 256;
// Interpolation is far better than this; a t that is closer to it is decided by its own p.
constexpr double kUnsure = 1e-3;

}  // namespace

FormingThreshold::FormingThreshold(double p, stats::Alternative alternative, double low, double high)
    : p_(p), alternative_(alternative), low_(low), high_(high) {
  least_ = exact(high);
  if (low == high) return;
  for (std::size_t i = 0; i <= kSteps; ++i) {
    const double part = static_cast<double>(i) / static_cast<double>(kSteps);
    at_.push_back(exact(1.0 / ((1.0 - part) / high_ + part / low_)));
  }
}

double FormingThreshold::exact(double df) const {
  const double tail = alternative_ == stats::Alternative::two_sided ? p_ / 2.0 : p_;
  return -stats::student_t_quantile(tail, df);
}

bool FormingThreshold::passes(double t, double df) const {
  if (alternative_ == stats::Alternative::greater && t <= 0) return false;
  if (alternative_ == stats::Alternative::less && t >= 0) return false;
  const double size = std::abs(t);
  if (at_.empty()) return size >= least_;
  const double part = (1.0 / df - 1.0 / high_) / (1.0 / low_ - 1.0 / high_) * static_cast<double>(kSteps);
  const auto step = static_cast<std::size_t>(std::clamp(part, 0.0, static_cast<double>(kSteps - 1)));
  const double rest = part - static_cast<double>(step);
  const double critical = at_[step] + rest * (at_[step + 1] - at_[step]);
  if (std::abs(size - critical) > kUnsure * critical) return size > critical;
  const double tail = stats::student_t_upper(size, df);
  return (alternative_ == stats::Alternative::two_sided ? 2.0 * tail : tail) <= p_;
}

}  // namespace attune::cluster
