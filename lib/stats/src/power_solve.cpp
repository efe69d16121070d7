#include <fmt/format.h>

#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <functional>

#include "attune/base/error.hpp"
#include "attune/stats/power.hpp"

namespace attune::stats {
namespace {

constexpr double kLargestN = 1e9;
constexpr double kRounding = 1e-12;  // of a power: what the distributions promise

// Where f rises through 0 between low and high.
double root_between(const std::function<double(double)>& f, double low, double high) {
  std::uintmax_t iterations = 300;
  const boost::math::tools::eps_tolerance<double> tolerance(50);
  const auto [below, above] = boost::math::tools::toms748_solve(f, low, high, tolerance, iterations);
  return 0.5 * (below + above);
}

void check_design(const PowerDesign& d) {
  const auto refuse = [](const char* name, double value, const char* wanted) {
    throw usage_error(fmt::format("{} is {}; expected {}", name, value, wanted));
  };
  if (!(d.alpha > 0.0 && d.alpha < 0.5)) refuse("alpha", d.alpha, "above 0 and below 0.5");
  if (!(d.ratio >= 1e-3 && d.ratio <= 1e3)) refuse("ratio", d.ratio, "0.001 to 1000");
  if (!(d.sd_ratio >= 1e-3 && d.sd_ratio <= 1e3)) refuse("sd-ratio", d.sd_ratio, "0.001 to 1000");
  if (d.groups < 2) refuse("groups", d.groups, "at least 2");
  if (d.predictors < 1) refuse("predictors", d.predictors, "at least 1");
  if (d.covariates < 0) refuse("covariates", d.covariates, "0 or more");
  if (d.test == PowerTest::proportions && !(d.baseline > 0.0 && d.baseline < 1.0))
    refuse("baseline", d.baseline, "a proportion between 0 and 1");
  if (!std::isfinite(d.true_effect)) refuse("true-effect", d.true_effect, "a finite number");
}

void check_power(const PowerDesign& d, double power) {
  if (!(power > d.alpha && power < 1.0))
    throw usage_error(fmt::format("power is {}; expected above alpha ({}) and below 1", power, d.alpha));
}

void check_n(const PowerDesign& d, double n) {
  if (!(n >= d.smallest_n() && n <= kLargestN))
    throw usage_error(fmt::format("n is {}; {} takes {} to {}", n, name_of(d.test), d.smallest_n(), kLargestN));
}

void check_effect(const PowerDesign& d, double effect) {
  if (!std::isnan(power_of(d, 1e3 * d.smallest_n(), effect))) return;
  const char* wanted = d.is_equivalence()                 ? "a bound above 0"
                       : d.test == PowerTest::correlation ? "a correlation between -1 and 1"
                       : d.test == PowerTest::proportions ? "a difference that keeps both proportions between 0 and 1"
                       : d.has_sides()                    ? "a finite number"
                                                          : "Cohen's f, 0 or more";
  throw usage_error(fmt::format("effect is {}; expected {}", effect, wanted));
}

// The largest effect to look at; power is not asked for there but where it is finite.
double largest_effect(const PowerDesign& d, double n, double power) {
  if (d.test == PowerTest::correlation) return 1.0 - 1e-12;
  if (d.test == PowerTest::proportions) return (1.0 - d.baseline) * (1.0 - 1e-12);
  double out = 1.0 + std::abs(d.true_effect);
  while (out < 1e6 && power_of(d, n, out) < power) out *= 2.0;
  return out;
}

std::array<std::int64_t, 2> whole_sizes(const PowerDesign& d, double n) {
  constexpr double kWhole = 1e-9;  // a product that is whole but for rounding
  const double b = d.two_groups() ? std::ceil(d.ratio * n - kWhole) : n;
  return {static_cast<std::int64_t>(n), static_cast<std::int64_t>(b)};
}

double power_at(const PowerDesign& d, const std::array<std::int64_t, 2>& sizes, double effect) {
  PowerDesign whole = d;
  if (d.two_groups()) whole.ratio = static_cast<double>(sizes[1]) / static_cast<double>(sizes[0]);
  return power_of(whole, static_cast<double>(sizes[0]), effect);
}

void add_whole_sizes(const PowerDesign& d, PowerPoint& point, double power) {
  double n = std::max(std::ceil(d.smallest_n()), std::floor(point.n) - 1.0);
  while (!(power_at(d, whole_sizes(d, n), point.effect) >= power - kRounding)) n += 1.0;
  point.whole_n = whole_sizes(d, n);
  point.whole_power = power_at(d, *point.whole_n, point.effect);
}

}  // namespace

std::string name_of(Unknown unknown) {
  if (unknown == Unknown::n) return "n";
  return unknown == Unknown::effect ? "effect" : "power";
}

PowerPoint solve_n(const PowerDesign& d, double effect, double power) {
  check_design(d);
  check_power(d, power);
  check_effect(d, effect);
  const auto missing = [&](double n) { return power_of(d, n, effect) - power; };
  PowerPoint out{Unknown::n, d.smallest_n(), effect, power, {}, {}};
  if (missing(out.n) < 0.0) {
    double low = out.n, high = 2.0 * out.n;
    while (missing(high) < 0.0) {
      low = high;
      high *= 2.0;
      if (high > kLargestN)
        throw analysis_error(fmt::format("{} does not find an effect of {} with power {} at any n up to {}",
                                         name_of(d.test), effect, power, kLargestN));
    }
    out.n = root_between(missing, low, high);
  } else {
    out.power = power_of(d, out.n, effect);
  }
  add_whole_sizes(d, out, power);
  return out;
}

PowerPoint solve_effect(const PowerDesign& d, double n, double power) {
  check_design(d);
  check_power(d, power);
  check_n(d, n);
  const double low = d.is_equivalence() ? std::max(std::abs(d.true_effect), 1e-9) : 0.0;
  const double high = largest_effect(d, n, power);
  const auto missing = [&](double effect) { return power_of(d, n, effect) - power; };
  if (!(missing(high) >= 0.0))
    throw analysis_error(
        fmt::format("{} with n = {} finds no effect with power {}; more are needed", name_of(d.test), n, power));
  return {Unknown::effect, n, root_between(missing, low, high), power, {}, {}};
}

PowerPoint solve_power(const PowerDesign& d, double n, double effect) {
  check_design(d);
  check_n(d, n);
  check_effect(d, effect);
  return {Unknown::power, n, effect, power_of(d, n, effect), {}, {}};
}

}  // namespace attune::stats
