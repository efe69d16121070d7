#include "attune/heart/runs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace attune::heart {
namespace {

// Beat times are sums of intervals: an end may lie beyond a window's edge by rounding.
constexpr double kRounding_s = 1e-9;

void check(const physio::Intervals& intervals) {
  if (intervals.end_s.size() != intervals.size() || intervals.follows_gap.size() != intervals.size())
    throw Error(Fault::internal, "a list of intervals has columns of unequal length");
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    if (!(intervals.ms[i] > 0) || !std::isfinite(intervals.ms[i]) || !std::isfinite(intervals.end_s[i]))
      throw Error(Fault::input, fmt::format("interval {} is {:g} ms and ends at {:g} s; expected a positive length and "
                                            "a time",
                                            i + 1, intervals.ms[i], intervals.end_s[i]));
    if (i > 0 && !(intervals.end_s[i] > intervals.end_s[i - 1]))
      throw Error(Fault::input, fmt::format("interval {} ends at {:g} s, which is not after the one before it ({:g} s)",
                                            i + 1, intervals.end_s[i], intervals.end_s[i - 1]));
  }
}

std::size_t first_ending_after(const physio::Intervals& intervals, double time_s) {
  return static_cast<std::size_t>(std::upper_bound(intervals.end_s.begin(), intervals.end_s.end(), time_s) -
                                  intervals.end_s.begin());
}

}  // namespace

std::vector<IntervalRun> runs_of(const physio::Intervals& intervals, Seconds from, Seconds to) {
  if (intervals.end_s.size() != intervals.size()) check(intervals);
  std::vector<IntervalRun> out;
  bool cut = true;
  for (std::size_t i = first_ending_after(intervals, from.count()); i < intervals.size(); ++i) {
    if (intervals.end_s[i] > to.count() + kRounding_s) break;
    cut = cut || intervals.follows_gap[i];
    if (intervals.end_s[i] - 1e-3 * intervals.ms[i] < from.count() - kRounding_s) continue;
    if (cut) out.emplace_back();
    cut = false;
    out.back().ms.push_back(intervals.ms[i]);
    out.back().end_s.push_back(intervals.end_s[i]);
  }
  return out;
}

std::vector<IntervalRun> runs_of(const physio::Intervals& intervals) {
  check(intervals);
  constexpr double kEver = std::numeric_limits<double>::infinity();
  return runs_of(intervals, Seconds(-kEver), Seconds(kEver));
}

physio::Intervals without(const physio::Intervals& intervals, const std::vector<bool>& left_out) {
  physio::Intervals out;
  bool cut = false;
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    cut = cut || intervals.follows_gap[i];
    if (left_out[i]) {
      cut = true;
      continue;
    }
    out.ms.push_back(intervals.ms[i]);
    out.end_s.push_back(intervals.end_s[i]);
    out.follows_gap.push_back(cut);
    cut = false;
  }
  return out;
}

double covered_share(const physio::Intervals& intervals, Seconds from, Seconds to) {
  const double length = (to - from).count();
  if (!(length > 0)) return 0;
  double covered = 0;
  for (std::size_t i = first_ending_after(intervals, from.count()); i < intervals.size(); ++i) {
    const double start = intervals.end_s[i] - 1e-3 * intervals.ms[i];
    if (start >= to.count()) break;
    covered += std::max(0.0, std::min(intervals.end_s[i], to.count()) - std::max(start, from.count()));
  }
  // A window that lies in intervals is covered as a whole, whatever their sums say.
  return covered > length - kRounding_s * static_cast<double>(intervals.size() + 1) ? 1.0
                                                                                    : std::max(0.0, covered / length);
}

std::vector<double> pooled(std::span<const IntervalRun> runs) {
  std::vector<double> out;
  out.reserve(count_of(runs));
  for (const IntervalRun& run : runs) out.insert(out.end(), run.ms.begin(), run.ms.end());
  return out;
}

std::size_t count_of(std::span<const IntervalRun> runs) {
  std::size_t out = 0;
  for (const IntervalRun& run : runs) out += run.size();
  return out;
}

}  // namespace attune::heart
