#include "attune/erp/waveform.hpp"

#include <algorithm>
#include <cmath>

#include "windowed.hpp"

namespace attune::erp {
namespace {

// Times are rounded numbers: a sample this small part of a step outside still counts as inside.
constexpr double kStepTolerance = 1e-6;
// Beyond any recording: such a time is no column.
constexpr double kMostColumns = 1e12;

}  // namespace

double exact_column(const eeg::TimeAxis& times, Milliseconds time) {
  return time.count() * times.sampling_frequency.value() / 1000.0 - times.offset - static_cast<double>(times.first);
}

std::string why_unusable(const Waveform& waveform, const Window& window) {
  if (!(window.to >= window.from)) return "the window ends before it starts";
  // The epoch's ends went to their nearest samples, so a window may exceed the samples by half a step.
  constexpr double kSlack = 0.5 + kStepTolerance;
  const auto last = static_cast<double>(waveform.times.samples - 1);
  if (waveform.times.samples < 1 || exact_column(waveform.times, window.from) < -kSlack ||
      exact_column(waveform.times, window.to) > last + kSlack)
    return "the window leaves the data";
  const Columns inside = columns_in(waveform.times, window);
  for (Eigen::Index c = inside.first; c <= inside.last; ++c)
    if (!std::isfinite(waveform.values[static_cast<std::size_t>(c)])) return "not finite";
  return "";
}

Columns columns_in(const eeg::TimeAxis& times, const Window& window) {
  const double first = std::ceil(exact_column(times, window.from) - kStepTolerance);
  const double last = std::floor(exact_column(times, window.to) + kStepTolerance);
  const auto end = static_cast<double>(times.samples);
  if (!(first < end && last >= 0)) return {};
  return {static_cast<Eigen::Index>(std::max(first, 0.0)), static_cast<Eigen::Index>(std::min(last, end - 1.0))};
}

Window placed(const eeg::TimeAxis& times, const Window& window, WindowEnds ends) {
  if (ends == WindowEnds::inside) return window;
  const auto nearest = [&](Milliseconds time) {
    const double column = exact_column(times, time);
    return std::abs(column) < kMostColumns ? times.at(eeg::nearest_sample(column)) : time;
  };
  return {nearest(window.from), nearest(window.to)};
}

Reading mean_amplitude(const Waveform& waveform, const Window& window) {
  if (std::string reason = why_unusable(waveform, window); !reason.empty()) return {.reason = std::move(reason)};
  const Columns inside = columns_in(waveform.times, window);
  if (inside.empty()) return {.reason = "no sample in the window"};
  double sum = 0;
  for (Eigen::Index c = inside.first; c <= inside.last; ++c) sum += waveform.values[static_cast<std::size_t>(c)];
  return {sum / static_cast<double>(inside.last - inside.first + 1), ""};
}

}  // namespace attune::erp
