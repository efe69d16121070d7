#include <cmath>
#include <limits>

#include "early_stops.hpp"

namespace attune::stats {

double early_root(const std::function<double(double)>& f, double a, double b) {
  constexpr int kMostSteps = 1000;
  const double tolerance = std::pow(std::numeric_limits<double>::epsilon(), 0.25);
  double fa = f(a), fb = f(b), c = a, fc = fa;
  for (int i = 0; i < kMostSteps; ++i) {
    const double previous = b - a;
    if (std::abs(fc) < std::abs(fb)) {
      a = b, b = c, c = a;
      fa = fb, fb = fc, fc = fa;
    }
    const double smallest = 2.0 * std::numeric_limits<double>::epsilon() * std::abs(b) + 0.5 * tolerance;
    double step = 0.5 * (c - b);
    if (std::abs(step) <= smallest || fb == 0.0) return b;
    if (std::abs(previous) >= smallest && std::abs(fa) > std::abs(fb)) {
      const double width = c - b, s = fb / fa;
      double p = width * s, q = 1.0 - s;
      if (a != c) {
        const double u = fa / fc, v = fb / fc;
        p = s * (width * u * (u - v) - (b - a) * (v - 1.0));
        q = (u - 1.0) * (v - 1.0) * (s - 1.0);
      }
      (p > 0.0 ? q : p) *= -1.0;
      if (p < 0.75 * width * q - 0.5 * std::abs(smallest * q) && p < std::abs(0.5 * previous * q)) step = p / q;
    }
    if (std::abs(step) < smallest) step = std::copysign(smallest, step);
    a = b, fa = fb;
    b += step;
    fb = f(b);
    if ((fb > 0.0) == (fc > 0.0)) c = a, fc = fa;
  }
  return b;
}

}  // namespace attune::stats
