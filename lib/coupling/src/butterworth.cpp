#include "attune/coupling/butterworth.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <numbers>

#include "attune/base/error.hpp"
#include "attune/base/number_text.hpp"

namespace attune::coupling {

namespace {

/// y_t = b0 x_t + b1 x_(t-1) + b2 x_(t-2) - a1 y_(t-1) - a2 y_(t-2), in transposed direct form II.
struct Biquad {
  double b0, b1, b2, a1, a2;

  // One pass in place; the state starts as if the first value had stood there for ever.
  void run(Eigen::VectorXd& x) const {
    const double gain = (b0 + b1 + b2) / (1 + a1 + a2);
    double second = (b2 - a2 * gain) * x(0);
    double first = (b1 - a1 * gain) * x(0) + second;
    for (double& value : x) {
      const double out = b0 * value + first;
      first = b1 * value - a1 * out + second;
      second = b2 * value - a2 * out;
      value = out;
    }
  }
};

// The analogue filter by the bilinear transform, warped so that the cut-off stays where it is.
Biquad second_order(Hertz cutoff, Hertz sampling, bool high) {
  const double k = std::tan(std::numbers::pi * (cutoff / sampling));
  const double norm = 1 / (1 + std::numbers::sqrt2 * k + k * k);
  const double a1 = 2 * (k * k - 1) * norm;
  const double a2 = (1 - std::numbers::sqrt2 * k + k * k) * norm;
  return high ? Biquad{norm, -2 * norm, norm, a1, a2} : Biquad{k * k * norm, 2 * k * k * norm, k * k * norm, a1, a2};
}

void forwards_and_backwards(const Biquad& filter, Eigen::VectorXd& x) {
  const Eigen::Index n = x.size();
  const Eigen::Index pad = n - 1;
  Eigen::VectorXd longer(n + 2 * pad);
  for (Eigen::Index i = 0; i < pad; ++i) {
    longer(i) = 2 * x(0) - x(pad - i);
    longer(pad + n + i) = 2 * x(n - 1) - x(n - 2 - i);
  }
  longer.segment(pad, n) = x;
  filter.run(longer);
  longer.reverseInPlace();
  filter.run(longer);
  longer.reverseInPlace();
  x = longer.segment(pad, n);
}

}  // namespace

Eigen::MatrixXd butterworth(const Eigen::Ref<const Eigen::MatrixXd>& series, Hertz sampling_frequency,
                            std::optional<Hertz> high_pass, std::optional<Hertz> low_pass) {
  const Hertz nyquist = 0.5 * sampling_frequency;
  for (const std::optional<Hertz>& cutoff : {high_pass, low_pass})
    if (cutoff && !(*cutoff > Hertz(0) && *cutoff < nyquist))
      throw analysis_error(
          fmt::format("a cut-off of {} Hz cannot be: it must lie between 0 and {} Hz, half of one frame "
                      "per repetition time",
                      format_double(cutoff->value()), format_double(nyquist.value())));
  Eigen::MatrixXd out = series;
  for (Eigen::Index column = 0; column < out.cols() && out.rows() > 1; ++column) {
    Eigen::VectorXd x = out.col(column);
    if (high_pass) forwards_and_backwards(second_order(*high_pass, sampling_frequency, true), x);
    if (low_pass) forwards_and_backwards(second_order(*low_pass, sampling_frequency, false), x);
    out.col(column) = x;
  }
  return out;
}

}  // namespace attune::coupling
