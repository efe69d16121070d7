#pragma once

#include "attune/bold/response.hpp"

namespace attune::bold {

/// Beyond this many seconds every kernel is below 1e-17 of its peak and its integral is reached.
constexpr double kKernelEnds = 90.0;

double density(const Kernel& kernel, double t);
/// Its derivative with respect to time.
double slope(const Kernel& kernel, double t);
/// Its integral from 0 to t.
double integral(const Kernel& kernel, double t);
/// Convolution with a boxcar of height 1 and the given length, or with a stick of area 1 at length 0.
double answer(const Kernel& kernel, double t, double duration);
/// Integral of the product of two kernels over time.
double inner_product(const Kernel& a, const Kernel& b);
/// The largest value of `answer` over time.
double peak(const Kernel& kernel, double duration);

/// a + factor * b, with one term for each density and none of weight 0.
Kernel added(Kernel a, double factor, const Kernel& b);
Kernel delayed(Kernel kernel, double seconds);

/// A gamma density and a second one, `ratio` times smaller, that is taken away from it. Shape = delay / dispersion and
/// scale = dispersion, seconds.
struct DoubleGamma {
  double delay = 6, undershoot = 16;
  double dispersion = 1, undershoot_dispersion = 1;
  double ratio = 1.0 / 6;
};
/// With unit integral.
Kernel double_gamma(const DoubleGamma& parameters);

/// The kernel of a response model, with a dispersion of its first density that is larger by `widening` seconds.
Kernel unit_kernel(ResponseKind kind, double widening);

}  // namespace attune::bold
