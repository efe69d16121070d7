#include "used_samples.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "attune/eeg/time_axis.hpp"

namespace attune::overlap {
namespace {

void leave_out(std::vector<Use>& uses, Eigen::Index first, Eigen::Index last, Use why) {
  for (Eigen::Index sample = first; sample < last; ++sample) {
    Use& use = uses[static_cast<std::size_t>(sample)];
    if (use == Use::used) use = why;
  }
}

// Windows of one segment: a step in voltage at a boundary is no artefact.
void leave_out_wide(const eeg::Recording& recording, const std::vector<Eigen::Index>& rows, Eigen::Index length,
                    Eigen::Index begin, Eigen::Index end, double limit, std::vector<Use>& uses) {
  const Eigen::Index step = std::max<Eigen::Index>(1, length / 10);
  for (Eigen::Index first = begin; first < end; first += step) {
    const Eigen::Index last = std::min(first + length, end);
    const bool wide = std::any_of(rows.begin(), rows.end(), [&](Eigen::Index row) {
      const auto stretch = recording.data.row(row).segment(first, last - first);
      return stretch.maxCoeff() - stretch.minCoeff() > limit;
    });
    if (wide) leave_out(uses, first, last, Use::amplitude);
    if (last == end) break;
  }
}

void leave_out_wide(const eeg::Recording& recording, const std::vector<Eigen::Index>& rows,
                    const OverlapOptions& options, std::vector<Use>& uses) {
  const double limit = Volts(*options.reject).value();
  const Eigen::Index length =
      eeg::nearest_sample(options.reject_window.count() * recording.sampling_frequency.value() / 1000.0);
  if (!(limit > 0) || length < 2)
    throw usage_error(fmt::format("rejection above {} uV in {} ms: expected a limit above 0 and at least 2 samples",
                                  options.reject->value(), options.reject_window.count()));
  const std::vector<Eigen::Index> starts = segment_starts(recording);
  for (std::size_t s = 0; s < starts.size(); ++s) {
    const Eigen::Index end = s + 1 < starts.size() ? starts[s + 1] : recording.data.cols();
    leave_out_wide(recording, rows, length, starts[s], end, limit, uses);
  }
}

}  // namespace

std::vector<Eigen::Index> segment_starts(const eeg::Recording& recording) {
  std::vector<Eigen::Index> out = {0};
  for (const double boundary : recording.boundaries) {
    const auto first = static_cast<Eigen::Index>(std::ceil(boundary));
    if (first > out.back() && first < recording.data.cols()) out.push_back(first);
  }
  return out;
}

std::vector<Use> use_of_samples(const eeg::Recording& recording, const std::vector<Eigen::Index>& rows,
                                const OverlapOptions& options) {
  const Eigen::Index samples = recording.data.cols();
  std::vector<Use> uses(static_cast<std::size_t>(samples), Use::used);
  for (const auto& [first, last] : options.left_out) {
    if (first > last)
      throw usage_error(fmt::format("a stretch from sample {} to {} ends before it starts", first, last));
    leave_out(uses, std::clamp<Eigen::Index>(first, 0, samples), std::clamp<Eigen::Index>(last, 0, samples),
              Use::stated);
  }
  for (Eigen::Index sample = 0; sample < samples; ++sample)
    for (const Eigen::Index row : rows)
      if (!std::isfinite(recording.data(row, sample))) leave_out(uses, sample, sample + 1, Use::not_finite);
  if (options.reject) leave_out_wide(recording, rows, options, uses);
  return uses;
}

std::vector<std::pair<std::string, std::int64_t>> count_uses(const std::vector<Use>& uses) {
  constexpr std::array<const char*, 5> names = {"used", "stated", "not finite", "peak-to-peak",
                                                "event without a value"};
  std::array<std::int64_t, 5> counts{};
  for (const Use use : uses) ++counts[static_cast<std::size_t>(use)];
  std::vector<std::pair<std::string, std::int64_t>> out;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (i == 0 || counts[i] > 0) out.emplace_back(names[i], counts[i]);
  return out;
}

}  // namespace attune::overlap
