#include "attune/erp/area.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "windowed.hpp"

namespace attune::erp {
namespace {

// A corner of the rectified, linearly interpolated waveform: milliseconds and volts.
struct Corner {
  double time, value;
};

double rectified(double value, AreaKind kind) {
  switch (kind) {
    case AreaKind::positive:
      return std::max(value, 0.0);
    case AreaKind::negative:
      return std::max(-value, 0.0);
    case AreaKind::total:
      return std::abs(value);
    case AreaKind::integral:
      break;
  }
  return value;
}

// Corners of the waveform over exactly the window; the reason if it cannot be measured.
struct Outline {
  std::vector<Corner> corners;
  std::string reason;
};

Outline outline(const Waveform& waveform, const Window& window, AreaKind kind) {
  Outline out;
  out.reason = why_unusable(waveform, window);
  if (!out.reason.empty()) return out;
  const auto value = [&](Eigen::Index c) { return rectified(waveform.values[static_cast<std::size_t>(c)], kind); };
  const auto end_corner = [&](Milliseconds time) -> Corner {
    const double column =
        std::clamp(exact_column(waveform.times, time), 0.0, static_cast<double>(waveform.times.samples - 1));
    const auto below = static_cast<Eigen::Index>(std::floor(column));
    const double part = column - static_cast<double>(below);
    if (part == 0.0) return {waveform.times.at(below).count(), value(below)};
    return {waveform.times.at(below).count() + part * waveform.times.step().count(),
            value(below) + part * (value(below + 1) - value(below))};
  };
  const Corner first = end_corner(window.from), last = end_corner(window.to);
  out.corners.push_back(first);
  const Columns inside = columns_in(waveform.times, window);
  for (Eigen::Index c = inside.first; c <= inside.last; ++c) {
    const double time = waveform.times.at(c).count();
    if (time > first.time && time < last.time) out.corners.push_back({time, value(c)});
  }
  out.corners.push_back(last);
  for (const Corner& corner : out.corners)
    if (!std::isfinite(corner.value)) out.reason = "not finite";
  return out;
}

double trapezoid(const Corner& a, const Corner& b) { return 0.5 * (a.value + b.value) * (b.time - a.time); }

double area_of(const Outline& line) {
  double sum = 0;
  for (std::size_t i = 1; i < line.corners.size(); ++i) sum += trapezoid(line.corners[i - 1], line.corners[i]);
  return sum;
}

AreaKind kind_of(Polarity polarity) { return polarity == Polarity::positive ? AreaKind::positive : AreaKind::negative; }

const char* no_area(Polarity polarity) {
  return polarity == Polarity::positive ? "no positive area in the window" : "no negative area in the window";
}

}  // namespace

Reading area(const Waveform& waveform, const Window& window, AreaKind kind) {
  const Outline line = outline(waveform, window, kind);
  if (!line.reason.empty()) return {.reason = line.reason};
  return {area_of(line), ""};
}

Reading fractional_area_latency(const Waveform& waveform, const Window& window, Polarity polarity, double fraction) {
  const Outline line = outline(waveform, window, kind_of(polarity));
  if (!line.reason.empty()) return {.reason = line.reason};
  const double total = area_of(line);
  if (!(total > 0)) return {.reason = no_area(polarity)};
  double wanted = fraction * total;
  for (std::size_t i = 1; i < line.corners.size(); ++i) {
    const Corner &a = line.corners[i - 1], &b = line.corners[i];
    const double part = trapezoid(a, b);
    if (wanted > part && i + 1 < line.corners.size()) {
      wanted -= part;
      continue;
    }
    // Within the interval the area is a.value u + slope u^2 / 2; this form of the root does not cancel.
    const double slope = (b.value - a.value) / (b.time - a.time);
    const double root = a.value + std::sqrt(std::max(a.value * a.value + 2.0 * slope * wanted, 0.0));
    const double u = root > 0 ? 2.0 * wanted / root : 0.0;
    return {a.time + std::min(u, b.time - a.time), ""};
  }
  return {.reason = "the window has no length"};
}

Reading centroid_latency(const Waveform& waveform, const Window& window, Polarity polarity) {
  const Outline line = outline(waveform, window, kind_of(polarity));
  if (!line.reason.empty()) return {.reason = line.reason};
  const double start = line.corners.front().time;
  double total = 0, moment = 0;
  for (std::size_t i = 1; i < line.corners.size(); ++i) {
    const Corner &a = line.corners[i - 1], &b = line.corners[i];
    const double length = b.time - a.time, part = trapezoid(a, b);
    total += part;
    // Of a value that changes linearly over the length, from the interval's start.
    moment += part * (a.time - start) + length * length * (a.value + 2 * b.value) / 6;
  }
  if (!(total > 0)) return {.reason = no_area(polarity)};
  return {start + moment / total, ""};
}

bool is_cut(const Waveform& waveform, const Window& window, Polarity polarity) {
  const Outline line = outline(waveform, window, kind_of(polarity));
  if (!line.reason.empty()) return false;
  double largest = 0;
  for (const Corner& corner : line.corners) largest = std::max(largest, corner.value);
  return std::max(line.corners.front().value, line.corners.back().value) > 0.5 * largest;
}

}  // namespace attune::erp
