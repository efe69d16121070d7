#include "attune/bold/hrf.hpp"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

#include "attune/base/error.hpp"

namespace attune::bold {

namespace {

constexpr double kPeakShape = 6.0;
constexpr double kUndershootShape = 16.0;
constexpr double kUndershootRatio = 1.0 / 6.0;
// Beyond this the gamma tails are below 1e-17: the answer to an event has ended.
constexpr double kResponseLength = 90.0;

double gamma_density(double t, double shape) { return boost::math::gamma_p_derivative(shape, t); }

// The root of a function that falls from positive at `low` to negative at `high`, to the last bit.
template <class F>
double falling_root(const F& f, double low, double high) {
  for (double middle = 0.5 * (low + high); low < middle && middle < high; middle = 0.5 * (low + high))
    (f(middle) > 0 ? low : high) = middle;
  return 0.5 * (low + high);
}

double response_at(double t) { return canonical_response(Seconds(t)); }

}  // namespace

double canonical_response(Seconds since_onset) {
  const double t = since_onset.count();
  if (!(t > 0)) return std::isnan(t) ? t : 0.0;
  return gamma_density(t, kPeakShape) - kUndershootRatio * gamma_density(t, kUndershootShape);
}

double canonical_step_response(Seconds since_onset) {
  const double t = since_onset.count();
  if (!(t > 0)) return std::isnan(t) ? t : 0.0;
  if (t > kResponseLength) return 1.0 - kUndershootRatio;
  return boost::math::gamma_p(kPeakShape, t) - kUndershootRatio * boost::math::gamma_p(kUndershootShape, t);
}

double event_response(Seconds since_onset, Seconds duration) {
  if (duration < Seconds(0)) throw Error(Fault::internal, "event_response: the duration is negative");
  if (duration == Seconds(0)) return canonical_response(since_onset);
  return canonical_step_response(since_onset) - canonical_step_response(since_onset - duration);
}

double peak_response(Seconds duration) {
  // The slope of the response vanishes at its peak, where the gamma densities' slopes g (shape - 1 - t) / t cancel.
  const auto slope = [](double t) {
    return gamma_density(t, kPeakShape) * (kPeakShape - 1 - t) -
           kUndershootRatio * gamma_density(t, kUndershootShape) * (kUndershootShape - 1 - t);
  };
  const double peak = falling_root(slope, 3.0, 8.0);
  if (duration == Seconds(0)) return response_at(peak);
  // Between the peak and the zero crossing the response falls, so the answer to a boxcar has one maximum there.
  const double crossing = falling_root(response_at, peak, 15.0);
  const double length = duration.count();
  const auto boxcar_slope = [length](double t) { return response_at(t) - response_at(t - length); };
  const double at = falling_root(boxcar_slope, peak, std::min(peak + length, crossing));
  return event_response(Seconds(at), duration);
}

}  // namespace attune::bold
