#include "flash_matching.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "attune/overlap/spline_basis.hpp"

namespace attune::overlap {
namespace {

constexpr std::size_t kFewestAlone = 3;
constexpr double kShared = 2.0;  // samples: flashes that share an offset are no further apart

// A rise of the signal through the threshold: before sample `index`, at `at` between samples.
struct Rise {
  Eigen::Index index = 0;
  double at = 0;
  bool taken = false;
};

// Events at one sample.
struct Code {
  const Window* window = nullptr;
  std::vector<std::size_t> events;
  bool alone = true;               // no other window overlaps
  double reach = 0;                // half the way to the nearest neighbour
  std::size_t begin = 0, end = 0;  // rises in its window
  FlashMatch match;
};

std::vector<Rise> rises_of(const Eigen::RowVectorXd& signal, double threshold) {
  std::vector<Rise> out;
  for (Eigen::Index i = 1; i < signal.size(); ++i)
    if (signal[i - 1] < threshold && signal[i] >= threshold)
      out.push_back({i, static_cast<double>(i - 1) + (threshold - signal[i - 1]) / (signal[i] - signal[i - 1]), false});
  return out;
}

std::vector<Code> codes_of(const std::vector<Window>& windows, const std::vector<Rise>& rises) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < windows.size(); ++i)
    if (windows[i].reason.empty()) order.push_back(i);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return windows[a].sample < windows[b].sample; });
  std::vector<Code> out;
  for (const std::size_t i : order) {
    if (out.empty() || out.back().window->sample != windows[i].sample)
      out.push_back({&windows[i], {}, true, 0, 0, 0, {}});
    out.back().events.push_back(i);
  }
  const auto before = [](const Rise& rise, Eigen::Index sample) { return rise.index < sample; };
  for (std::size_t k = 0; k < out.size(); ++k) {
    Code& code = out[k];
    code.reach = std::numeric_limits<double>::infinity();
    const auto meet = [&](const Code& left, const Code& right) {
      if (left.window->last > right.window->first) code.alone = false;
      code.reach = std::min(code.reach, (right.window->sample - left.window->sample) / 2.0);
    };
    if (k > 0) meet(out[k - 1], code);
    if (k + 1 < out.size()) meet(code, out[k + 1]);
    const auto at = [&](Eigen::Index sample) {
      return static_cast<std::size_t>(std::lower_bound(rises.begin(), rises.end(), sample, before) - rises.begin());
    };
    code.begin = at(code.window->first + 1);
    code.end = at(code.window->last);
  }
  return out;
}

// Median of the offsets that lie most densely; of several such the one nearest 0.
double shared_offset(std::vector<double> offsets) {
  std::sort(offsets.begin(), offsets.end());
  std::size_t most = 0;
  double best = 0;
  for (std::size_t first = 0, last = 0; first < offsets.size(); ++first) {
    while (last < offsets.size() && offsets[last] - offsets[first] <= kShared) ++last;
    const double middle = median(
        {offsets.begin() + static_cast<std::ptrdiff_t>(first), offsets.begin() + static_cast<std::ptrdiff_t>(last)});
    const bool nearer = last - first == most && std::abs(middle) < std::abs(best);
    if (last - first > most || nearer) best = middle;
    most = std::max(most, last - first);
  }
  return best;
}

double typical_offset(const std::vector<Code>& codes, const std::vector<Rise>& rises) {
  std::vector<double> alone, all;
  for (const Code& code : codes) {
    for (std::size_t r = code.begin; r < code.end; ++r) all.push_back(rises[r].at - code.window->sample);
    if (code.alone && !std::isnan(code.match.sample)) alone.push_back(code.match.sample - code.window->sample);
  }
  return alone.size() >= kFewestAlone ? median(alone) : shared_offset(std::move(all));
}

// In windows that overlap: pairs of code and rise, those closest to the typical offset first.
void share_out(std::vector<Code>& codes, std::vector<Rise>& rises) {
  const double typical = typical_offset(codes, rises);
  std::vector<std::tuple<double, std::size_t, std::size_t>> pairs;
  for (std::size_t k = 0; k < codes.size(); ++k)
    for (std::size_t r = codes[k].begin; !codes[k].alone && r < codes[k].end; ++r)
      if (const double miss = std::abs(rises[r].at - codes[k].window->sample - typical); miss <= codes[k].reach)
        pairs.emplace_back(miss, k, r);
  std::sort(pairs.begin(), pairs.end());
  for (const auto& [miss, k, r] : pairs) {
    if (rises[r].taken || !std::isnan(codes[k].match.sample)) continue;
    rises[r].taken = true;
    codes[k].match.sample = rises[r].at;
  }
}

}  // namespace

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? std::numeric_limits<double>::quiet_NaN() : sorted_quantile(values, 0.5);
}

std::vector<FlashMatch> match_flashes(const Eigen::RowVectorXd& signal, const std::vector<Window>& windows,
                                      double threshold) {
  std::vector<Rise> rises = rises_of(signal, threshold);
  std::vector<Code> codes = codes_of(windows, rises);
  const auto on = [&](const Code& code) { return signal[code.window->first] >= threshold; };
  for (Code& code : codes)
    if (code.alone && !on(code) && code.begin < code.end) code.match.sample = rises[code.begin].at;
  share_out(codes, rises);
  std::vector<FlashMatch> out(windows.size());
  for (std::size_t i = 0; i < windows.size(); ++i) out[i].reason = windows[i].reason;
  for (Code& code : codes) {
    if (std::isnan(code.match.sample)) {
      const bool taken = std::any_of(rises.begin() + static_cast<std::ptrdiff_t>(code.begin),
                                     rises.begin() + static_cast<std::ptrdiff_t>(code.end),
                                     [](const Rise& rise) { return rise.taken; });
      code.match.reason = taken ? kOfAnother : on(code) ? kOnBefore : kMissing;
    }
    for (const std::size_t event : code.events) out[event] = code.match;
  }
  return out;
}

}  // namespace attune::overlap
