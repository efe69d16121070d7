#include "filter_gradient.hpp"

#include <algorithm>
#include <cmath>

namespace attune::bold {
namespace {

/// A number with its derivatives by a and b.
struct Dual {
  double value = 0, a = 0, b = 0;
};

Dual operator+(Dual x, Dual y) { return {x.value + y.value, x.a + y.a, x.b + y.b}; }
Dual operator-(Dual x, Dual y) { return {x.value - y.value, x.a - y.a, x.b - y.b}; }
Dual operator*(Dual x, Dual y) {
  return {x.value * y.value, x.a * y.value + x.value * y.a, x.b * y.value + x.value * y.b};
}
Dual operator/(Dual x, Dual y) {
  const double ratio = x.value / y.value;
  return {ratio, (x.a - ratio * y.a) / y.value, (x.b - ratio * y.b) / y.value};
}

}  // namespace

// The recursion of `Whitener`, with derivatives.
FilterGradient::FilterGradient(Arma noise, std::span<const Eigen::Index> kept) {
  const Dual a{noise.a, 1, 0}, b{noise.b, 0, 1}, one{1, 0, 0};
  const Dual drive = a + b;
  Dual variance = drive * drive / (one - a * a);
  Dual gain{};
  for (std::size_t k = 0; k < 3; ++k)
    for (std::vector<double>* rows : {&decay_[k], &gain_[k], &scale_[k]}) rows->reserve(kept.size());
  const auto keep = [](std::array<std::vector<double>, 3>& rows, Dual x) {
    rows[0].push_back(x.value);
    rows[1].push_back(x.a);
    rows[2].push_back(x.b);
  };
  for (std::size_t row = 0; row < kept.size(); ++row) {
    Dual decay = a;
    for (Eigen::Index step = row == 0 ? kept[0] : kept[row - 1] + 1; step < kept[row]; ++step) {
      variance = a * a * variance + drive * drive;
      gain = gain * a;
      decay = decay * a;
    }
    keep(decay_, decay);
    keep(gain_, gain);
    const Dual innovation = variance + one;
    const double scale = 1.0 / std::sqrt(innovation.value);
    const double slope = -0.5 * scale / innovation.value;
    keep(scale_, {scale, slope * innovation.a, slope * innovation.b});
    log_determinant_ += std::log(innovation.value);
    log_determinant_by_[0] += innovation.a / innovation.value;
    log_determinant_by_[1] += innovation.b / innovation.value;
    gain = (a * variance + drive) / innovation;
    variance = a * a * variance + drive * drive - gain * gain * innovation;
    if (variance.value < 0) variance = {};
  }
}

RecursionGradient FilterGradient::recursion() const {
  const auto rows = [&](std::size_t k) { return Recursion{decay_[k].data(), gain_[k].data(), scale_[k].data()}; };
  return {rows(0), {rows(1), rows(2)}};
}

}  // namespace attune::bold
