#include "attune/stats/bootstrap_t.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "attune/stats/summary.hpp"
#include "draw_units.hpp"

namespace attune::stats {
namespace {

constexpr std::uint64_t kPart = 1988;  // of the seed
constexpr double kInfinity = std::numeric_limits<double>::infinity();

bool exists(const WithError& x) { return std::isfinite(x.estimate) && x.standard_error > 0.0; }

std::vector<double> picked(std::span<const double> values, std::span<const std::size_t> units, std::size_t first) {
  std::vector<double> out;
  out.reserve(units.size());
  for (const std::size_t unit : units) out.push_back(values[unit - first]);
  return out;
}

std::vector<double> ascending(std::span<const double> values) {
  std::vector<double> out(values.begin(), values.end());
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

StudentisedBootstrap bootstrap_t(std::span<const std::size_t> sizes, const UnitEstimate& estimate,
                                 const BootstrapOptions& options) {
  StudentisedBootstrap out;
  out.draws = options.draws;
  std::vector<std::size_t> everyone(std::accumulate(sizes.begin(), sizes.end(), std::size_t{0}));
  std::iota(everyone.begin(), everyone.end(), std::size_t{0});
  out.observed = estimate(everyone);
  if (!exists(out.observed)) {
    out.remark = "there is no estimate with an error above 0 to draw around";
    return out;
  }
  // |t*| of every draw; infinite where there is none, so that missing answers widen the interval and never narrow it.
  const auto size_of_t = [&](std::span<const std::size_t> units) {
    const WithError draw = estimate(units);
    return exists(draw) ? std::abs(draw.estimate - out.observed.estimate) / draw.standard_error : kInfinity;
  };
  std::vector<double> sizes_of_t = draw_all(sizes, size_of_t, options, kPart);
  std::sort(sizes_of_t.begin(), sizes_of_t.end());
  out.undefined = std::count(sizes_of_t.begin(), sizes_of_t.end(), kInfinity);
  if (20 * out.undefined > out.draws) {
    out.remark = fmt::format("{} of {} draws have no answer, too many for an interval", out.undefined, out.draws);
    return out;
  }
  // The k-th of m values with k = ceil(confidence (m + 1)) is the quantile for which p < 1 - confidence and the
  // interval say the same.
  const auto m = static_cast<double>(sizes_of_t.size());
  const double rank = std::ceil(options.confidence * (m + 1.0) - 1e-9);
  out.quantile = rank > m ? kInfinity : sizes_of_t[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
  if (!std::isfinite(out.quantile)) {
    out.remark = "too many draws have no answer for an interval";
    return out;
  }
  const double reach = out.quantile * out.observed.standard_error;
  out.interval = Interval{out.observed.estimate - reach, out.observed.estimate + reach};
  const double t = std::abs(out.observed.estimate) / out.observed.standard_error;
  const auto larger = sizes_of_t.end() - std::lower_bound(sizes_of_t.begin(), sizes_of_t.end(), t);
  out.p = (static_cast<double>(larger) + 1.0) / (m + 1.0);
  return out;
}

StudentisedBootstrap bootstrap_t_of_groups(std::span<const double> a, std::span<const double> b,
                                           const BootstrapOptions& options) {
  const std::vector<double> first = ascending(a), second = ascending(b);
  const std::array<std::size_t, 2> sizes{first.size(), second.size()};
  return bootstrap_t(
      sizes,
      [&](std::span<const std::size_t> units) -> WithError {
        const Summary of_a = summarise(picked(first, units.first(first.size()), 0));
        const Summary of_b = summarise(picked(second, units.subspan(first.size()), first.size()));
        return {of_a.mean - of_b.mean,
                std::sqrt(of_a.variance / static_cast<double>(of_a.n) + of_b.variance / static_cast<double>(of_b.n))};
      },
      options);
}

StudentisedBootstrap bootstrap_t_of_mean(std::span<const double> values, const BootstrapOptions& options) {
  const std::vector<double> sorted = ascending(values);
  const std::array<std::size_t, 1> sizes{sorted.size()};
  return bootstrap_t(
      sizes,
      [&](std::span<const std::size_t> units) -> WithError {
        const Summary of = summarise(picked(sorted, units, 0));
        return {of.mean, std::sqrt(of.variance / static_cast<double>(of.n))};
      },
      options);
}

}  // namespace attune::stats
