#include "attune/spectrum/bands.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"

namespace attune::spectrum {
namespace {

using Values = Eigen::Ref<const Eigen::VectorXd>;

struct Moments {
  double area = 0, moment = 0;  // integrals of P(f) and of f P(f)
};

// Of a straight line from (f0, p0) to (f1, p1).
Moments line_moments(double f0, double p0, double f1, double p1) {
  const double width = f1 - f0;
  return {0.5 * width * (p0 + p1), width * (f0 * (2 * p0 + p1) + f1 * (p0 + 2 * p1)) / 6.0};
}

Moments moments_of(const Values& frequencies, const Values& density, bool ends_at_nyquist, const Band& band) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  const Eigen::Index last = frequencies.size() - 1;
  const double end = highest_frequency(frequencies, ends_at_nyquist);
  const double low = band.low.value(), high = band.high.value();
  // Frequencies are quotients: a band up to the last one must not fall off by rounding.
  const double slack = 1e-9 * frequencies(last);
  if (low < frequencies(0) - slack || high > end + slack) return {kNone, kNone};
  const auto value = [&](Eigen::Index k) {
    return (k == 0 || (k == last && ends_at_nyquist) ? 2.0 : 1.0) * density(k);
  };
  Moments out;
  for (Eigen::Index k = 0; k < last; ++k) {
    const double f0 = frequencies(k), f1 = frequencies(k + 1), from = std::max(f0, low), to = std::min(f1, high);
    if (!(to > from)) continue;
    const double slope = (value(k + 1) - value(k)) / (f1 - f0);
    const Moments part = line_moments(from, value(k) + slope * (from - f0), to, value(k) + slope * (to - f0));
    out.area += part.area;
    out.moment += part.moment;
  }
  if (!ends_at_nyquist && high > frequencies(last)) {
    const Moments part =
        line_moments(std::max(low, frequencies(last)), density(last), std::min(high, end), density(last));
    out.area += part.area;
    out.moment += part.moment;
  }
  return out;
}

}  // namespace

double highest_frequency(const Values& frequencies, bool ends_at_nyquist) {
  const Eigen::Index last = frequencies.size() - 1;
  return frequencies(last) + (ends_at_nyquist ? 0.0 : 0.5 * (frequencies(last) - frequencies(last - 1)));
}

Band parse_band(std::string_view text) {
  const auto refuse = [&](std::string_view what) {
    return usage_error(fmt::format("band {}: {}; expected NAME:LOW:HIGH in Hz, as alpha:8:13", in_quotes(text), what));
  };
  const std::size_t first = text.find(':'), second = first == text.npos ? text.npos : text.find(':', first + 1);
  if (second == text.npos || first == 0) throw refuse("has no name, low and high end");
  const auto low = parse_double(text.substr(first + 1, second - first - 1)),
             high = parse_double(text.substr(second + 1));
  if (!low || !high || !std::isfinite(*low) || !std::isfinite(*high)) throw refuse("an end is not a number");
  if (!(*low >= 0) || !(*high > *low)) throw refuse("the high end does not lie above the low one");
  return {std::string(text.substr(0, first)), Hertz(*low), Hertz(*high)};
}

std::vector<Band> band_set(std::string_view name) {
  const std::vector<std::string> known{"adult", "infant"};
  if (name == "adult")
    return {{"delta", Hertz(1), Hertz(4)},
            {"theta", Hertz(4), Hertz(8)},
            {"alpha", Hertz(8), Hertz(13)},
            {"beta", Hertz(13), Hertz(30)}};
  if (name == "infant") return {{"theta", Hertz(3), Hertz(6)}, {"alpha", Hertz(6), Hertz(9)}};
  throw usage_error(fmt::format("there is no set of bands {}{}", in_quotes(name), suggestion(name, known)));
}

double band_power(const Values& frequencies, const Values& density, bool ends_at_nyquist, const Band& band) {
  return moments_of(frequencies, density, ends_at_nyquist, band).area;
}

double band_centre(const Values& frequencies, const Values& density, bool ends_at_nyquist, const Band& band) {
  const Moments moments = moments_of(frequencies, density, ends_at_nyquist, band);
  return moments.area > 0 ? moments.moment / moments.area : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace attune::spectrum
