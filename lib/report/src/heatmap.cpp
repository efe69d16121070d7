#include "attune/report/heatmap.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/base/error.hpp"
#include "attune/report/svg.hpp"
#include "cells.hpp"
#include "frame.hpp"
#include "keys.hpp"

namespace attune::report {
namespace {

constexpr double kWidth = 860, kTop = 64, kRight = 100, kLetter = 7.2;
constexpr std::size_t kMostRows = 400, kMostColumns = 480;

std::size_t rows_of(const Heatmap& figure) { return std::max(figure.rows.size(), figure.y.size()); }

void check(const Heatmap& figure) {
  const std::size_t rows = rows_of(figure), cells = rows * figure.x.size();
  const auto fits = [](std::size_t size, std::size_t expected) { return size == 0 || size == expected; };
  bool good = fits(figure.rows.size(), rows) && fits(figure.y.size(), rows) && figure.values.size() == cells &&
              fits(figure.outlines.size(), cells);
  for (const RowCurve& curve : figure.curves) good = good && curve.x.size() == rows;
  if (!good)
    throw Error(Fault::internal, fmt::format("a map of {} rows and {} columns has {} values", rows, figure.x.size(),
                                             figure.values.size()));
}

/// Borders between neighbours: the middles between their places, at the ends as far out as on the inner side.
std::vector<double> borders(const std::vector<double>& places) {
  if (places.empty()) return {0, 1};
  if (places.size() == 1) return {places[0] - 0.5, places[0] + 0.5};
  std::vector<double> out{places[0] - (places[1] - places[0]) / 2};
  for (std::size_t i = 1; i < places.size(); ++i) out.push_back((places[i - 1] + places[i]) / 2);
  out.push_back(places.back() + (places.back() - places[places.size() - 2]) / 2);
  return out;
}

/// The map on the canvas.
struct Canvas {
  Frame frame;
  std::vector<double> edges;  ///< pixels between columns
  std::size_t rows = 0;
  bool upwards = false;

  double row_height() const { return frame.height / static_cast<double>(std::max<std::size_t>(rows, 1)); }
  /// Where a row (or a place between rows) begins, counted from the first.
  double row_y(double row) const {
    return upwards ? frame.bottom() - row * row_height() : frame.top + row * row_height();
  }
};

double label_width(const Heatmap& figure) {
  std::size_t letters = 6;
  for (const std::string& row : figure.rows) letters = std::max(letters, row.size());
  return std::min(40 + kLetter * static_cast<double>(letters), 260.0);
}

Canvas lay_out(const Heatmap& figure) {
  Canvas canvas;
  canvas.rows = rows_of(figure);
  canvas.upwards = figure.first_row_at_bottom;
  const double left = label_width(figure);
  const double height = std::clamp(14.0 * static_cast<double>(canvas.rows), 180.0, 460.0);
  const std::vector<double> between = borders(figure.x);
  const double top = kTop + (figure.curves.empty() ? 0 : 4);
  canvas.frame = {
      left, top, kWidth - left - kRight, height, linear_scale(exact_axis(between.front(), between.back(), 10)), {}};
  for (const double border : between) canvas.edges.push_back(canvas.frame.px(border));
  return canvas;
}

/// The mean of the finite values of a block of cells; NaN without any.
double mean_of(const Heatmap& figure, std::size_t row, std::size_t row_end, std::size_t column,
               std::size_t column_end) {
  double sum = 0;
  std::size_t n = 0;
  for (std::size_t r = row; r < row_end; ++r)
    for (std::size_t c = column; c < column_end; ++c) {
      const double value = figure.values[r * figure.x.size() + c];
      if (!std::isfinite(value)) continue;
      sum += value;
      ++n;
    }
  return n == 0 ? std::nan("") : sum / static_cast<double>(n);
}

void draw_cells(Svg& svg, const Heatmap& figure, const Canvas& canvas, const ColourScale& scale) {
  Cells cells;
  const std::size_t columns = figure.x.size();
  const std::size_t tall = (canvas.rows + kMostRows - 1) / kMostRows,
                    wide = (columns + kMostColumns - 1) / kMostColumns;
  for (std::size_t row = 0; row < canvas.rows; row += tall) {
    const std::size_t row_end = std::min(row + tall, canvas.rows);
    const auto [top, bottom] =
        std::minmax({canvas.row_y(static_cast<double>(row)), canvas.row_y(static_cast<double>(row_end))});
    std::size_t begin = 0;  // of the run of one colour
    int colour = -1;
    for (std::size_t column = 0; column < columns; column += wide) {
      const int level = scale.level(mean_of(figure, row, row_end, column, std::min(column + wide, columns)));
      if (level == colour) continue;
      cells.add(colour, {canvas.edges[begin], top}, {canvas.edges[column], bottom});
      begin = column;
      colour = level;
    }
    cells.add(colour, {canvas.edges[begin], top}, {canvas.edges[columns], bottom});
  }
  cells.draw(svg, scale);
}

/// Lines along every border between two cells of different numbers.
std::string outline_path(const Heatmap& figure, const Canvas& canvas) {
  const std::size_t rows = canvas.rows, columns = figure.x.size();
  const auto label = [&](std::size_t row, std::size_t column) {  // counted from 1; 0 and one past the end are outside
    const bool inside = row >= 1 && row <= rows && column >= 1 && column <= columns;
    return inside ? figure.outlines[(row - 1) * columns + column - 1] : 0;
  };
  std::string path;
  for (std::size_t row = 0; row <= rows; ++row)
    for (std::size_t column = 0; column <= columns; ++column) {
      const double y = canvas.row_y(static_cast<double>(row));
      if (column >= 1 && label(row, column) != label(row + 1, column))
        path += fmt::format("M{} {}H{}", path_number(canvas.edges[column - 1]), path_number(y),
                            path_number(canvas.edges[column]));
      if (row >= 1 && label(row, column) != label(row, column + 1))
        path += fmt::format("M{} {}V{}", path_number(canvas.edges[column]),
                            path_number(canvas.row_y(static_cast<double>(row - 1))), path_number(y));
    }
  return path;
}

void draw_row_names(Svg& svg, const Heatmap& figure, const Canvas& canvas) {
  constexpr double kLeast = 13;  // pixels between two names
  const auto every = static_cast<std::size_t>(std::ceil(kLeast / canvas.row_height()));
  for (std::size_t row = 0; row < figure.rows.size(); row += every)
    svg.words({canvas.frame.left - 8, canvas.row_y(static_cast<double>(row) + 0.5) + 4}, figure.rows[row], Anchor::end,
              "small");
}

/// Where on the rows a number stands, between the two rows around it; NaN beyond the first and the last.
double row_at(const std::vector<double>& y, double value) {
  for (std::size_t i = 0; i + 1 < y.size(); ++i)
    if (std::min(y[i], y[i + 1]) <= value && value <= std::max(y[i], y[i + 1]))
      return static_cast<double>(i) + 0.5 + (y[i] == y[i + 1] ? 0 : (value - y[i]) / (y[i + 1] - y[i]));
  return std::nan("");
}

void draw_row_numbers(Svg& svg, const Heatmap& figure, const Canvas& canvas) {
  if (figure.y.empty() || !figure.rows.empty()) return;
  const auto [low, high] = std::minmax(figure.y.front(), figure.y.back());
  for (const Scale::Tick& tick : linear_scale(exact_axis(low, high, 8)).ticks) {
    const double y = canvas.row_y(row_at(figure.y, tick.value));
    if (!std::isfinite(y)) continue;
    svg.line({canvas.frame.left - 5, y}, {canvas.frame.left, y}, "axis");
    svg.words({canvas.frame.left - 8, y + 4}, tick.words, Anchor::end, "small");
  }
}

/// Solid and dashed in turn.
std::string row_curve_style(std::size_t curve) { return curve % 2 == 0 ? "over" : "over odd"; }

/// A piece of every curve and its name.
void draw_curve_keys(Svg& svg, const Heatmap& figure) {
  std::vector<std::string> names;
  for (const RowCurve& curve : figure.curves) names.push_back(curve.name);
  const std::vector<Key> keys = lay_out_keys(names, 16, kWidth, 40);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const Pixel at = keys[i].at;
    svg.curve({at, {at.x + 30, at.y}}, row_curve_style(i));
    svg.words({at.x + 38, at.y + 4}, keys[i].words, Anchor::start, "small");
  }
}

void draw_over(Svg& svg, const Heatmap& figure, const Canvas& canvas) {
  const Frame& frame = canvas.frame;
  if (!figure.outlines.empty()) svg.path(outline_path(figure, canvas), "edge");
  const auto inside = [&](double x) { return x >= frame.left && x <= frame.right(); };
  for (std::size_t i = 0; i < figure.curves.size(); ++i) {
    const RowCurve& curve = figure.curves[i];
    std::vector<Pixel> points;
    for (std::size_t row = 0; row < curve.x.size(); ++row) {
      const double x = frame.px(curve.x[row]);
      points.push_back({inside(x) ? x : std::nan(""), canvas.row_y(static_cast<double>(row) + 0.5)});
    }
    svg.curve(points, row_curve_style(i));
  }
  if (figure.diagonal && !figure.y.empty()) {
    std::vector<Pixel> points;
    for (const double x : figure.x) points.push_back({frame.px(x), canvas.row_y(row_at(figure.y, x))});
    svg.curve(points, "over odd");
  }
  if (frame.x.low < 0 && frame.x.high > 0)
    svg.line({frame.px(0), frame.top}, {frame.px(0), frame.bottom()}, "over odd");
  for (const VerticalMark& mark : figure.marks) {
    const double x = frame.px(mark.x);
    if (!inside(x)) continue;
    svg.line({x, frame.top}, {x, frame.bottom()}, "over odd");
    svg.words({x, frame.top - 5}, mark.label, Anchor::middle, "small");
  }
}

}  // namespace

std::string draw(const Heatmap& figure) {
  check(figure);
  const Canvas canvas = lay_out(figure);
  const ColourScale scale(figure.colours, figure.values);
  Svg svg(kWidth, canvas.frame.bottom() + 60, figure.name, figure.title, figure.description);
  svg.words({16, 24}, figure.title, Anchor::start, "title");
  draw_curve_keys(svg, figure);
  draw_cells(svg, figure, canvas, scale);
  draw_over(svg, figure, canvas);
  draw_row_names(svg, figure, canvas);
  draw_row_numbers(svg, figure, canvas);
  draw_x_axis(svg, canvas.frame, figure.x_label);
  svg.words({18, canvas.frame.top + canvas.frame.height / 2}, figure.y_label, Anchor::middle, "label", -90);
  draw_colour_bar(svg, scale, figure.value_label, {canvas.frame.right() + 16, canvas.frame.top}, canvas.frame.height);
  return svg.finish();
}

}  // namespace attune::report
