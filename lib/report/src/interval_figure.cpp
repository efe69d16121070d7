#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/report/intervals.hpp"
#include "attune/report/page.hpp"
#include "attune/report/svg.hpp"
#include "frame.hpp"

namespace attune::report {
namespace {

constexpr double kWidth = 860, kTop = 52, kRow = 34, kLetter = 7.2, kRight = 24;

double longest(const std::vector<IntervalRow>& rows, std::string IntervalRow::*text) {
  std::size_t letters = 0;
  for (const IntervalRow& row : rows) letters = std::max(letters, (row.*text).size());
  return kLetter * static_cast<double>(letters);
}

Frame lay_out(const IntervalFigure& figure) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  const auto see = [&](double value) {
    if (!std::isfinite(value)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  };
  for (const IntervalRow& row : figure.rows)
    for (const double value : {row.interval.mean, row.interval.low, row.interval.high}) see(value);
  if (figure.reference) see(*figure.reference);
  if (figure.equivalence) {
    see(figure.equivalence->first);
    see(figure.equivalence->second);
  }
  const double left = std::clamp(longest(figure.rows, &IntervalRow::name) + 28, 80.0, 360.0);
  const double right = std::clamp(longest(figure.rows, &IntervalRow::note), 0.0, 260.0) + kRight;
  return {left,
          kTop,
          kWidth - left - right,
          kRow * static_cast<double>(std::max<std::size_t>(figure.rows.size(), 1)) + 18,
          linear_scale(nice_axis(low, high, 6)),
          {}};
}

void draw_row(Svg& svg, const Frame& frame, const IntervalRow& row, double y) {
  const Interval& i = row.interval;
  svg.words({frame.left - 12, y + 4}, row.name, Anchor::end, "label");
  if (std::isfinite(i.low) && std::isfinite(i.high))
    svg.line({frame.px(i.low), y}, {frame.px(i.high), y}, group_style(row.colour, "bar"));
  if (std::isfinite(i.mean))
    svg.mark(
        {frame.px(i.mean), y}, 6, row.colour, "mean",
        fmt::format("{}: {}, interval {} to {}", row.name, rounded(i.mean, 4), rounded(i.low, 4), rounded(i.high, 4)));
  svg.words({frame.right() + 12, y + 4}, row.note, Anchor::start, "small");
}

}  // namespace

std::string draw(const IntervalFigure& figure) {
  const Frame frame = lay_out(figure);
  Svg svg(kWidth, frame.bottom() + 60, figure.name, figure.title, figure.description);
  svg.words({16, 24}, figure.title, Anchor::start, "title");
  if (figure.equivalence) {
    const auto [low, high] = *figure.equivalence;
    svg.rectangle({frame.px(low), frame.top}, frame.px(high) - frame.px(low), frame.height, "window",
                  figure.equivalence_label);
    svg.words({(frame.px(low) + frame.px(high)) / 2, frame.top - 6}, figure.equivalence_label, Anchor::middle, "small");
  }
  for (const Scale::Tick& tick : frame.x.ticks)
    svg.line({frame.px(tick.value), frame.top}, {frame.px(tick.value), frame.bottom()}, "grid");
  draw_x_axis(svg, frame, figure.axis_label);
  if (figure.reference)
    svg.line({frame.px(*figure.reference), frame.top}, {frame.px(*figure.reference), frame.bottom()}, "zero");
  double y = frame.top + 26;
  for (const IntervalRow& row : figure.rows) {
    draw_row(svg, frame, row, y);
    y += kRow;
  }
  return svg.finish();
}

}  // namespace attune::report
