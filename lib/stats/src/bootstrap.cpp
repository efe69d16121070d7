#include "attune/stats/bootstrap.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/stats/summary.hpp"
#include "draw_units.hpp"

namespace attune::stats {
namespace {

constexpr std::uint64_t kPart = 1987;  // of the seed

using Sizes = std::span<const std::size_t>;

// The statistics without each unit in turn.
std::vector<ResampledPair> leave_each_out(std::size_t units, const UnitStatistics& statistics,
                                          const parallel::Threads& threads) {
  constexpr std::size_t kChunk = 64;
  std::vector<ResampledPair> out(units);
  parallel::for_chunks(units, kChunk, threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t left_out = begin; left_out < end; ++left_out) {
      std::vector<std::size_t> rest;
      for (std::size_t i = 0; i < units; ++i)
        if (i != left_out) rest.push_back(i);
      out[left_out] = statistics(rest);
    }
  });
  return out;
}

double acceleration_of(Sizes sizes, const std::vector<double>& without) {
  double cubes = 0.0, squares = 0.0;
  std::size_t first = 0;
  for (const std::size_t size : sizes) {
    const auto n = static_cast<double>(size);
    const auto begin = without.begin() + static_cast<std::ptrdiff_t>(first);
    const double mean = std::accumulate(begin, begin + static_cast<std::ptrdiff_t>(size), 0.0) / n;
    for (std::size_t i = first; i < first + size; ++i) {
      const double u = (n - 1.0) * (mean - without[i]);
      cubes += u * u * u / (n * n * n);
      squares += u * u / (n * n);
    }
    first += size;
  }
  return squares > 0.0 ? cubes / (6.0 * squares * std::sqrt(squares)) : 0.0;
}

// The draw below which a share lies, between neighbours by the normal quantiles of their ranks.
double end_at(const std::vector<double>& ascending, double share, bool& outermost) {
  const auto n = static_cast<double>(ascending.size());
  const double rank = share * (n + 1.0), below = std::floor(rank);
  if (below < 1.0 || below >= n) {
    outermost = true;
    return below < 1.0 ? ascending.front() : ascending.back();
  }
  const double low = normal_quantile(below / (n + 1.0)), high = normal_quantile((below + 1.0) / (n + 1.0));
  const auto at = static_cast<std::size_t>(below) - 1;
  const double weight = (normal_quantile(share) - low) / (high - low);
  return ascending[at] + weight * (ascending[at + 1] - ascending[at]);
}

void set_interval(BcaInterval& out, const std::vector<double>& ascending, double estimate, double confidence) {
  constexpr double kRounding = 1e-12;
  if (ascending.back() - ascending.front() <=
      kRounding * std::max(std::abs(ascending.front()), std::abs(ascending.back()))) {
    out.remark = "it does not vary over draws, so that there is no interval";
    return;
  }
  const auto n = static_cast<double>(ascending.size());
  const auto [low, high] = std::equal_range(ascending.begin(), ascending.end(), estimate);
  const double below = static_cast<double>(low - ascending.begin()) + 0.5 * static_cast<double>(high - low);
  if (!(below > 0.0 && below < n)) {
    out.remark = "every draw lies on one side of the estimate, so that BCa is not defined";
    return;
  }
  out.bias = normal_quantile(below / n);
  bool outermost = false;
  const auto end = [&](double tail) {
    const double z = out.bias + normal_quantile(tail), left = 1.0 - out.acceleration * z;
    if (!(left > 0.0)) {
      outermost = true;
      return z < 0.0 ? ascending.front() : ascending.back();
    }
    return end_at(ascending, 1.0 - normal_upper(out.bias + z / left), outermost);
  };
  const double tail = 0.5 * (1.0 - confidence);
  out.interval = Interval{end(tail), end(1.0 - tail)};
  if (outermost) out.remark = "an end of the interval lies at the outermost draw: ask for more draws";
}

BcaInterval interval_of(Sizes sizes, std::vector<double> draws, double estimate, const std::vector<double>& without,
                        const BootstrapOptions& options) {
  BcaInterval out;
  const std::size_t all = draws.size();
  std::erase_if(draws, [](double x) { return !std::isfinite(x); });
  std::sort(draws.begin(), draws.end());
  out.standard_error = summarise(draws).sd();
  if (all - draws.size() > all / 100) {
    out.remark = fmt::format("{} of {} draws have no answer, too many for an interval", all - draws.size(), all);
    return out;
  }
  for (const double x : without)
    if (!std::isfinite(x)) {
      out.remark = "leaving out one unit leaves no answer, so that BCa is not defined";
      return out;
    }
  out.acceleration = acceleration_of(sizes, without);
  set_interval(out, draws, estimate, options.confidence);
  return out;
}

}  // namespace

void check_bootstrap(std::int64_t draws, double confidence, std::string_view kind) {
  if (!(confidence > 0 && confidence < 1))
    throw usage_error(fmt::format("a confidence of {}; expected one between 0 and 1, as 0.95", confidence));
  if (draws == 0) return;
  const auto least = static_cast<std::int64_t>(std::ceil(50.0 / (1.0 - confidence) - 1e-6));
  if (draws < least || draws > kMostDraws)
    throw usage_error(fmt::format("{} bootstrap draws; a {} interval of {:.6g} % needs {} to {} (2000 is usual)", draws,
                                  kind, 100.0 * confidence, least, kMostDraws));
}

BootstrapResult bootstrap_bca(Sizes sizes, const UnitStatistics& statistics, const BootstrapOptions& options) {
  const std::size_t units = std::accumulate(sizes.begin(), sizes.end(), std::size_t{0});
  std::vector<std::size_t> everyone(units);
  std::iota(everyone.begin(), everyone.end(), std::size_t{0});
  const ResampledPair estimate = statistics(everyone);
  BootstrapResult out;
  out.draws = options.draws;
  if (std::find(sizes.begin(), sizes.end(), std::size_t{1}) != sizes.end()) {
    for (auto& of : out.of) of.remark = "a stratum has one unit, which cannot be resampled";
    return out;
  }
  const std::vector<ResampledPair> draws = draw_all(sizes, statistics, options, kPart);
  const std::vector<ResampledPair> without = leave_each_out(units, statistics, options.threads);
  for (const ResampledPair& draw : draws) out.undefined += std::isfinite(draw[0]) ? 0 : 1;
  for (std::size_t which = 0; which < 2; ++which) {
    if (!std::isfinite(estimate[which])) continue;
    std::vector<double> of_draws, of_rest;
    for (const ResampledPair& draw : draws) of_draws.push_back(draw[which]);
    for (const ResampledPair& rest : without) of_rest.push_back(rest[which]);
    out.of[which] = interval_of(sizes, std::move(of_draws), estimate[which], of_rest, options);
  }
  return out;
}

}  // namespace attune::stats
