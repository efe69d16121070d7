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

/// a + factor * b.
Kernel added(Kernel a, double factor, const Kernel& b);
Kernel delayed(Kernel kernel, double seconds);

/// SPM's spm, or the glover or gamma kernel with unit integral, whose first density has a dispersion larger by
/// `widening` seconds.
Kernel unit_kernel(ResponseKind kind, double widening);

}  // namespace attune::bold
