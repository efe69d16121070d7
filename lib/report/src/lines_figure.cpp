#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/base/error.hpp"
#include "attune/report/lines.hpp"
#include "attune/report/page.hpp"
#include "attune/report/svg.hpp"
#include "frame.hpp"
#include "keys.hpp"

namespace attune::report {
namespace {

constexpr double kWidth = 860, kPlotHeight = 300, kFirstKey = 44, kLeft = 76, kRight = 20, kRow = 30, kLetter = 7;
constexpr std::size_t kMostPoints = 2000;

void check(const LinesFigure& figure) {
  for (const Line& line : figure.lines)
    for (const std::vector<double>* values : {&line.y, &line.low, &line.high})
      if (values->size() != figure.x.size() && (!values->empty() || values == &line.y))
        throw Error(Fault::internal, fmt::format("curve {} has {} values, expected the {} of x", line.name,
                                                 values->size(), figure.x.size()));
}

struct Ends {
  double low = std::numeric_limits<double>::infinity(), high = -std::numeric_limits<double>::infinity();
  void see(double value, bool logarithmic) {
    if (!std::isfinite(value) || (logarithmic && value <= 0)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

Scale y_scale(const LinesFigure& figure) {
  Ends ends;
  for (const Line& line : figure.lines)
    for (const std::vector<double>* values : {&line.y, &line.low, &line.high})
      for (const double value : *values) ends.see(value, figure.log_y);
  if (figure.reference_y) ends.see(*figure.reference_y, figure.log_y);
  const bool given = std::isfinite(figure.y_low) || std::isfinite(figure.y_high);
  if (std::isfinite(figure.y_low)) ends.low = figure.y_low;
  if (std::isfinite(figure.y_high)) ends.high = figure.y_high;
  if (figure.log_y)
    return ends.low <= ends.high && ends.low > 0 ? logarithmic_scale(ends.low, ends.high) : logarithmic_scale(0.1, 10);
  return linear_scale(given ? exact_axis(ends.low, ends.high, 6) : nice_axis(ends.low, ends.high, 6));
}

Scale x_scale(const LinesFigure& figure) {
  Ends ends;
  for (const double x : figure.x) ends.see(x, figure.log_x);
  if (ends.low > ends.high) ends = {1, 10};
  return figure.log_x ? logarithmic_scale(ends.low, ends.high) : linear_scale(exact_axis(ends.low, ends.high, 10));
}

/// Of long curves the least and the largest point of each stretch, in their order: what a screen can show of them.
std::vector<Pixel> thinned(const std::vector<Pixel>& points) {
  if (points.size() <= kMostPoints) return points;
  const std::size_t stretch = 2 * ((points.size() + kMostPoints - 1) / kMostPoints);
  std::vector<Pixel> kept;
  const auto higher = [](const Pixel& a, const Pixel& b) { return a.y < b.y; };
  for (std::size_t begin = 0; begin < points.size(); begin += stretch) {
    const auto first = points.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto last = points.begin() + static_cast<std::ptrdiff_t>(std::min(begin + stretch, points.size()));
    const auto gap = std::find_if(first, last, [](const Pixel& p) { return !std::isfinite(p.y); });
    if (gap != last) {
      kept.insert(kept.end(), first, last);
      continue;
    }
    const auto [low, high] = std::minmax_element(first, last, higher);
    kept.push_back(std::min(*low, *high, [](const Pixel& a, const Pixel& b) { return a.x < b.x; }));
    if (low != high) kept.push_back(std::max(*low, *high, [](const Pixel& a, const Pixel& b) { return a.x < b.x; }));
  }
  return kept;
}

std::vector<Pixel> pixels_of(const Frame& frame, const std::vector<double>& x, const std::vector<double>& y) {
  std::vector<Pixel> points;
  for (std::size_t i = 0; i < x.size(); ++i) points.push_back({frame.px(x[i]), frame.py(y[i])});
  return points;
}

/// The band in pieces between its gaps.
void draw_band(Svg& svg, const Frame& frame, const LinesFigure& figure, const Line& line, int index) {
  if (line.low.empty() || line.high.empty()) return;
  const std::vector<Pixel> low = pixels_of(frame, figure.x, line.low), high = pixels_of(frame, figure.x, line.high);
  const auto there = [&](std::size_t i) {
    return std::isfinite(low[i].y) && std::isfinite(high[i].y) && std::isfinite(low[i].x);
  };
  for (std::size_t begin = 0; begin < low.size(); ++begin) {
    std::size_t end = begin;
    while (end < low.size() && there(end)) ++end;
    const auto part = [&](const std::vector<Pixel>& points) {
      return thinned(
          {points.begin() + static_cast<std::ptrdiff_t>(begin), points.begin() + static_cast<std::ptrdiff_t>(end)});
    };
    std::vector<Pixel> outline = part(high);
    const std::vector<Pixel> back = part(low);
    outline.insert(outline.end(), back.rbegin(), back.rend());
    svg.area(outline, group_style(index, "band"));
    begin = std::max(begin, end);
  }
}

void draw_spans(Svg& svg, const Frame& frame, const LinesFigure& figure, double bottom) {
  for (const ShadedSpan& span : figure.spans) {
    const double left = std::clamp(frame.px(span.from), frame.left, frame.right());
    const double right = std::clamp(frame.px(span.to), frame.left, frame.right());
    if (!(right > left)) continue;
    svg.rectangle({left, frame.top}, right - left, bottom - frame.top, "window", span.label);
    // Neighbours would be one stretch otherwise.
    for (const double edge : {left, right}) svg.line({edge, frame.top}, {edge, bottom}, "grid");
    const bool roomy = right - left > kLetter * static_cast<double>(span.label.size());
    svg.words({roomy ? right - 6 : right + 6, frame.top + 15}, span.label, roomy ? Anchor::end : Anchor::start,
              "small");
  }
}

void draw_marks(Svg& svg, const Frame& frame, const LinesFigure& figure, double bottom) {
  int row = 0;
  for (const VerticalMark& mark : figure.marks) {
    const double x = frame.px(mark.x);
    if (!(x >= frame.left && x <= frame.right())) continue;
    svg.line({x, frame.top}, {x, bottom}, "zero");
    const bool beside = x < frame.left + 0.8 * frame.width;
    svg.words({beside ? x + 5 : x - 5, frame.top + 31 + 15 * (row++ % 4)}, mark.label,
              beside ? Anchor::start : Anchor::end, "small");
  }
}

void draw_stretches(Svg& svg, const Frame& frame, const Stretches& stretches, double y) {
  svg.line({frame.left, y}, {frame.right(), y}, "grid");
  svg.words({frame.left + 4, y - 7}, stretches.name, Anchor::start, group_style(stretches.line, "key"));
  for (const auto& [from, to] : stretches.spans) {
    const double left = std::clamp(frame.px(from), frame.left, frame.right());
    const double right = std::clamp(frame.px(to), frame.left, frame.right());
    if (right >= left) svg.line({left, y}, {std::max(right, left + 0.5), y}, group_style(stretches.line, "bar"));
  }
}

void draw_estimate(Svg& svg, const Frame& frame, const EstimateRow& row, double y) {
  svg.line({frame.left, y}, {frame.right(), y}, "grid");
  svg.words({frame.left + 4, y - 7}, row.name, Anchor::start, group_style(row.line, "key"));
  const Interval& i = row.interval;
  const auto place = [&](double value) { return std::clamp(frame.px(value), frame.left, frame.right()); };
  if (std::isfinite(i.low) && std::isfinite(i.high))
    svg.line({place(i.low), y}, {place(i.high), y}, group_style(row.line, "bar"));
  if (std::isfinite(i.mean) && frame.px(i.mean) >= frame.left && frame.px(i.mean) <= frame.right())
    svg.mark(
        {frame.px(i.mean), y}, 6, row.line, "mean",
        fmt::format("{}: {}, interval {} to {}", row.name, rounded(i.mean, 4), rounded(i.low, 4), rounded(i.high, 4)));
}

void draw_curves(Svg& svg, const Frame& frame, const LinesFigure& figure) {
  for (std::size_t l = 0; l < figure.lines.size(); ++l)
    draw_band(svg, frame, figure, figure.lines[l], static_cast<int>(l));
  for (std::size_t l = 0; l < figure.lines.size(); ++l)
    svg.curve(thinned(pixels_of(frame, figure.x, figure.lines[l].y)), curve_style(static_cast<int>(l)));
  if (!figure.reference_y) return;
  const double y = frame.py(*figure.reference_y);
  if (!(y >= frame.top && y <= frame.bottom())) return;
  svg.line({frame.left, y}, {frame.right(), y}, "zero");
  svg.words({frame.right() - 6, y - 5}, figure.reference_label, Anchor::end, "small");
}

}  // namespace

std::string draw(const LinesFigure& figure) {
  check(figure);
  std::vector<std::string> names;
  for (const Line& line : figure.lines) names.push_back(line.name);
  const std::vector<Key> keys = lay_out_keys(names, kLeft, kWidth - kRight, kFirstKey);
  const double top = (keys.empty() ? kFirstKey : keys.back().at.y) + 22;
  const Frame frame{kLeft, top, kWidth - kLeft - kRight, kPlotHeight, x_scale(figure), y_scale(figure)};
  const std::size_t rows = figure.stretches.size() + figure.estimates.size();
  const double first_row = frame.bottom() + 84, last = first_row + kRow * (static_cast<double>(rows) - 1) + 16;
  const double bottom = rows == 0 ? frame.bottom() : last;
  Svg svg(kWidth, rows == 0 ? frame.bottom() + 64 : last + 12, figure.name, figure.title, figure.description);
  svg.words({16, 24}, figure.title, Anchor::start, "title");
  draw_spans(svg, frame, figure, bottom);
  draw_y_axis(svg, frame, figure.y_label);
  draw_x_axis(svg, frame, figure.x_label);
  if (!figure.log_x && frame.x.low < 0 && frame.x.high > 0)
    svg.line({frame.px(0), frame.top}, {frame.px(0), frame.bottom()}, "zero");
  draw_marks(svg, frame, figure, bottom);
  draw_curves(svg, frame, figure);
  draw_keys(svg, keys);
  double y = first_row;
  for (const Stretches& stretches : figure.stretches) {
    draw_stretches(svg, frame, stretches, y);
    y += kRow;
  }
  for (const EstimateRow& row : figure.estimates) {
    draw_estimate(svg, frame, row, y);
    y += kRow;
  }
  svg.words({kWidth - kRight, frame.bottom() + 40}, figure.band_label, Anchor::end, "small");
  return svg.finish();
}

}  // namespace attune::report
