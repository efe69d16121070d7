#include "windowed_sinc.hpp"

#include <array>
#include <cmath>
#include <numbers>

namespace attune::signal {
namespace {

constexpr double kPi = std::numbers::pi;

// Coefficients of 1, cos and cos 2 of the angle, which goes from -pi to pi over the window.
std::array<double, 3> cosines(Window window) {
  switch (window) {
    case Window::hamming:
      return {0.54, 0.46, 0.0};
    case Window::hann:
      return {0.5, 0.5, 0.0};
    case Window::blackman:
      return {0.42, 0.5, 0.08};
  }
  return {1.0, 0.0, 0.0};
}

}  // namespace

double length_factor(Window window) {
  switch (window) {
    case Window::hamming:
      return 3.3;
    case Window::hann:
      return 3.1;
    case Window::blackman:
      return 5.0;
  }
  return 0.0;
}

Eigen::VectorXd windowed_lowpass(Eigen::Index taps, double cut_off, Window window) {
  const std::array<double, 3> a = cosines(window);
  const Eigen::Index middle = taps / 2;
  Eigen::VectorXd out(taps);
  for (Eigen::Index k = 0; k <= middle; ++k) {
    const auto from_middle = static_cast<double>(k);
    const double angle = middle > 0 ? kPi * from_middle / static_cast<double>(middle) : 0.0;
    const double x = kPi * cut_off * from_middle;
    const double sinc = k == 0 ? 1.0 : std::sin(x) / x;
    const double value = cut_off * sinc * (a[0] + a[1] * std::cos(angle) + a[2] * std::cos(2.0 * angle));
    out(middle + k) = value;
    out(middle - k) = value;  // exactly symmetric: the phase is linear to the last bit
  }
  double sum = 0.0;
  for (const double value : out) sum += value;
  return out / sum;
}

}  // namespace attune::signal
