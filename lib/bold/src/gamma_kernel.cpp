#include "gamma_kernel.hpp"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <vector>

#include "attune/base/error.hpp"

namespace attune::bold {

namespace {

namespace policies = boost::math::policies;
// Double precision throughout: extended precision would cost three times as much for digits that are then cut off.
using Plain = policies::policy<policies::promote_double<false>>;

double density(const GammaTerm& term, double t) {
  const double x = (t - term.delay.count()) / term.scale.count();
  if (!(x > 0)) return std::isnan(t) ? t : 0.0;
  return term.weight * boost::math::gamma_p_derivative(term.shape, x, Plain()) / term.scale.count();
}

double integral(const GammaTerm& term, double t) {
  const double x = (t - term.delay.count()) / term.scale.count();
  if (!(x > 0)) return std::isnan(t) ? t : 0.0;
  if (t - term.delay.count() > kKernelEnds) return term.weight;
  return term.weight * boost::math::gamma_p(term.shape, x, Plain());
}

double slope(const GammaTerm& term, double t) {
  const double x = (t - term.delay.count()) / term.scale.count();
  if (!(x > 0)) return std::isnan(t) ? t : 0.0;
  return density(term, t) * ((term.shape - 1) / x - 1) / term.scale.count();
}

template <class F>
double sum_of(const Kernel& kernel, const F& f) {
  double sum = 0;
  for (const GammaTerm& term : kernel) sum += f(term);
  return sum;
}

// The root of a function that falls from positive at `low` to not positive at `high`, to the last bit.
template <class F>
double falling_root(const F& f, double low, double high) {
  for (double middle = 0.5 * (low + high); low < middle && middle < high; middle = 0.5 * (low + high))
    (f(middle) > 0 ? low : high) = middle;
  return 0.5 * (low + high);
}

// Kernels and their answers turn round over seconds: two turning points do not fit in one step.
constexpr double kScanStep = 0.25;
// No kernel rises any more after this.
constexpr double kScanEnds = 45.0;

}  // namespace

double density(const Kernel& kernel, double t) {
  return sum_of(kernel, [t](const GammaTerm& term) { return density(term, t); });
}

double slope(const Kernel& kernel, double t) {
  return sum_of(kernel, [t](const GammaTerm& term) { return slope(term, t); });
}

double integral(const Kernel& kernel, double t) {
  return sum_of(kernel, [t](const GammaTerm& term) { return integral(term, t); });
}

double answer(const Kernel& kernel, double t, double duration) {
  if (duration < 0) throw Error(Fault::internal, "answer: the duration of an event is negative");
  if (duration == 0) return density(kernel, t);
  return integral(kernel, t) - integral(kernel, t - duration);
}

double inner_product(const Kernel& a, const Kernel& b) {
  // Simpson's rule; with three derivatives at 0 and beyond, its error is below 1e-12 at this step.
  constexpr double kStep = 1.0 / 64;
  const auto steps = static_cast<int>(kKernelEnds / kStep);
  double sum = 0;
  for (int i = 0; i <= steps; ++i) {
    const double t = i * kStep;
    const double weight = i == 0 || i == steps ? 1 : (i % 2 == 1 ? 4 : 2);
    sum += weight * density(a, t) * density(b, t);
  }
  return sum * kStep / 3;
}

double peak(const Kernel& kernel, double duration) {
  const auto steepness = [&](double t) {
    return duration == 0 ? slope(kernel, t) : density(kernel, t) - density(kernel, t - duration);
  };
  double largest = 0;
  const auto scan = [&](double from, double to) {
    double before = steepness(from);
    for (double t = from; t < to; t += kScanStep) {
      const double next = std::min(t + kScanStep, to);
      const double after = steepness(next);
      if (before > 0 && after <= 0)
        largest = std::max(largest, answer(kernel, falling_root(steepness, t, next), duration));
      before = after;
    }
    largest = std::max({largest, answer(kernel, from, duration), answer(kernel, to, duration)});
  };
  // While the event lasts the answer is that to a step, which stands still once the kernel is over.
  if (duration > kScanEnds) scan(0, kScanEnds);
  scan(std::max(0.0, duration - kScanEnds), duration + kScanEnds);
  return largest;
}

Kernel added(Kernel a, double factor, const Kernel& b) {
  for (const GammaTerm& term : b) {
    const auto same = std::find_if(a.begin(), a.end(), [&](const GammaTerm& other) {
      return other.delay == term.delay && other.shape == term.shape && other.scale == term.scale;
    });
    if (same == a.end())
      a.push_back({factor * term.weight, term.delay, term.shape, term.scale});
    else
      same->weight += factor * term.weight;
  }
  std::erase_if(a, [](const GammaTerm& term) { return term.weight == 0; });
  return a;
}

Kernel delayed(Kernel kernel, double seconds) {
  for (GammaTerm& term : kernel) term.delay += Seconds(seconds);
  return kernel;
}

Kernel double_gamma(const DoubleGamma& p) {
  const double integral = 1 - p.ratio;
  return {{1 / integral, Seconds(0), p.delay / p.dispersion, Seconds(p.dispersion)},
          {-p.ratio / integral, Seconds(0), p.undershoot / p.undershoot_dispersion, Seconds(p.undershoot_dispersion)}};
}

Kernel unit_kernel(ResponseKind kind, double widening) {
  const double dispersion = (kind == ResponseKind::glover ? 0.9 : 1.0) + widening;
  if (kind == ResponseKind::gamma) return {{1, Seconds(0), 6 / dispersion, Seconds(dispersion)}};
  if (kind == ResponseKind::glover) return double_gamma({6, 12, dispersion, 0.9, 0.48});
  return double_gamma({6, 16, dispersion, 1, 1.0 / 6});
}

}  // namespace attune::bold
