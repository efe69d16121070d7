#include "attune/report/topography.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "attune/base/error.hpp"
#include "attune/report/page.hpp"
#include "attune/report/svg.hpp"
#include "attune/scalp/projection.hpp"
#include "attune/scalp/sphere.hpp"
#include "attune/scalp/spline.hpp"
#include "cells.hpp"

namespace attune::report {
namespace {

constexpr double kRadius = 80, kCell = 2, kHead = 214, kTop = 40, kTitle = 26, kBar = 110, kLeft = 12;
constexpr double kMargin = 16, kTitleLetter = 8;  // pixels; a bold letter of a title is rarely wider
constexpr std::size_t kHeadsInARow = 5;
constexpr Eigen::Index kEnoughForASphere = 16, kEnoughForAMap = 4;

void check(const TopographyFigure& figure) {
  const std::size_t n = figure.electrodes.size();
  bool good = static_cast<std::size_t>(figure.positions.rows()) == n;
  for (const Topography& map : figure.maps)
    good = good && map.values.size() == n && (map.marked.empty() || map.marked.size() == n);
  if (!good) throw Error(Fault::internal, fmt::format("a map of {} electrodes has lists of other lengths", n));
}

/// Unit vectors from the centre of the head; NaN rows stay.
scalp::Positions directions_of(const scalp::Positions& positions) {
  Eigen::Index known = 0;
  for (Eigen::Index i = 0; i < positions.rows(); ++i) known += positions.row(i).allFinite() ? 1 : 0;
  const Eigen::Vector3d centre =
      known >= kEnoughForASphere ? scalp::fit_sphere(positions).centre : Eigen::Vector3d::Zero();
  scalp::Positions unit = positions.rowwise() - centre.transpose();
  unit.rowwise().normalize();
  return unit;
}

/// The angle beyond which a place is too far from every electrode, as a cosine.
double furthest_cosine(const scalp::Positions& unit) {
  std::vector<double> nearest;
  for (Eigen::Index i = 0; i < unit.rows(); ++i) {
    double best = -1;
    for (Eigen::Index j = 0; j < unit.rows(); ++j)
      if (j != i) best = std::max(best, unit.row(i).dot(unit.row(j)));
    nearest.push_back(std::acos(std::clamp(best, -1.0, 1.0)));
  }
  std::sort(nearest.begin(), nearest.end());
  const double usual = nearest.empty() ? 0 : nearest[nearest.size() / 2];
  return std::cos(std::max(1.5 * usual, 20.0 * std::numbers::pi / 180));
}

/// Cells of a head's map: their places and directions.
struct Raster {
  std::vector<Pixel> corners;  ///< from the middle of the head
  scalp::Positions directions;
};

Raster raster_around(const scalp::Positions& unit, double reach) {
  Raster raster;
  std::vector<Eigen::Vector3d> directions;
  const double furthest = furthest_cosine(unit);
  const int half = static_cast<int>(std::ceil(kRadius * reach / kCell));
  for (int row = -half; row < half; ++row)
    for (int column = -half; column < half; ++column) {
      const Eigen::Vector2d place((column + 0.5) * kCell / kRadius, -(row + 0.5) * kCell / kRadius);
      if (place.norm() > reach) continue;
      const Eigen::Vector3d direction = scalp::direction_at(place);
      if ((unit * direction).maxCoeff() < furthest) continue;
      raster.corners.push_back({column * kCell, row * kCell});
      directions.push_back(direction);
    }
  raster.directions.resize(static_cast<Eigen::Index>(directions.size()), 3);
  for (std::size_t i = 0; i < directions.size(); ++i)
    raster.directions.row(static_cast<Eigen::Index>(i)) = directions[i].transpose();
  return raster;
}

void draw_map(Svg& svg, Pixel middle, const scalp::Positions& unit, const Topography& map, const ColourScale& scale) {
  std::vector<Eigen::Index> used;
  for (Eigen::Index i = 0; i < unit.rows(); ++i)
    if (unit.row(i).allFinite() && std::isfinite(map.values[static_cast<std::size_t>(i)])) used.push_back(i);
  const auto count = static_cast<Eigen::Index>(used.size());
  if (count < kEnoughForAMap) return;
  scalp::Positions from(count, 3);
  Eigen::VectorXd values(count);
  double reach = 1;  // to the circle, or as far out as there are electrodes
  for (Eigen::Index k = 0; k < count; ++k) {
    from.row(k) = unit.row(used[static_cast<std::size_t>(k)]);
    values[k] = map.values[static_cast<std::size_t>(used[static_cast<std::size_t>(k)])];
  }
  const scalp::FlatPositions flat = scalp::flat_positions(from);
  reach = std::clamp(flat.rowwise().norm().maxCoeff() + 0.05, 1.0, 1.25);
  const Raster raster = raster_around(from, reach);
  // Beyond the electrodes the spline runs away, and its colours would be those of values that nobody measured.
  const Eigen::VectorXd drawn =
      (scalp::interpolation_weights(from, raster.directions, Eigen::Vector3d::Zero()) * values)
          .cwiseMax(values.minCoeff())
          .cwiseMin(values.maxCoeff());
  Cells cells;
  for (std::size_t i = 0; i < raster.corners.size();) {
    const int level = scale.level(drawn[static_cast<Eigen::Index>(i)]);
    std::size_t end = i + 1;  // the run of one colour in this row
    while (end < raster.corners.size() && raster.corners[end].y == raster.corners[i].y &&
           raster.corners[end].x == raster.corners[end - 1].x + kCell &&
           scale.level(drawn[static_cast<Eigen::Index>(end)]) == level)
      ++end;
    const Pixel corner{middle.x + raster.corners[i].x, middle.y + raster.corners[i].y};
    cells.add(level, corner, {middle.x + raster.corners[end - 1].x + kCell, corner.y + kCell});
    i = end;
  }
  cells.draw(svg, scale);
}

void draw_head(Svg& svg, Pixel middle) {
  const auto at = [&](double x, double y) {
    return path_number(middle.x + kRadius * x) + " " + path_number(middle.y - kRadius * y);
  };
  const std::string radius = path_number(kRadius);
  svg.path(
      fmt::format("M{}A{} {} 0 1 1 {}A{} {} 0 1 1 {}z", at(-1, 0), radius, radius, at(1, 0), radius, radius, at(-1, 0)),
      "outline");
  svg.path(fmt::format("M{}L{}L{}", at(-0.13, 0.992), at(0, 1.16), at(0.13, 0.992)), "outline");
  for (const double side : {-1.0, 1.0})
    svg.path(fmt::format("M{}Q{} {}Q{} {}", at(side * 0.985, 0.17), at(side * 1.12, 0.24), at(side * 1.1, 0),
                         at(side * 1.12, -0.24), at(side * 0.985, -0.17)),
             "outline");
}

void draw_electrodes(Svg& svg, Pixel middle, const TopographyFigure& figure, const scalp::FlatPositions& flat,
                     const Topography& map) {
  for (std::size_t i = 0; i < figure.electrodes.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    if (!flat.row(row).allFinite()) continue;
    const bool there = std::isfinite(map.values[i]), marked = !map.marked.empty() && map.marked[i];
    const Pixel place{middle.x + kRadius * flat(row, 0), middle.y - kRadius * flat(row, 1)};
    svg.disc(place,
             marked  ? 4
             : there ? 1.6
                     : 3,
             marked  ? "chosen"
             : there ? "contact"
                     : "hollow",
             fmt::format("{}: {}", figure.electrodes[i], rounded(map.values[i], 3)));
  }
}

}  // namespace

std::string draw(const TopographyFigure& figure) {
  check(figure);
  std::vector<double> all;
  for (const Topography& map : figure.maps) all.insert(all.end(), map.values.begin(), map.values.end());
  const ColourScale scale(figure.colours, all);
  const scalp::Positions unit = directions_of(figure.positions);
  const scalp::FlatPositions flat = scalp::flat_positions(unit);
  const std::size_t across = std::clamp<std::size_t>(figure.maps.size(), 1, kHeadsInARow);
  const std::size_t rows = std::max<std::size_t>((figure.maps.size() + across - 1) / across, 1);
  const double width = std::max(kLeft + kHead * static_cast<double>(across) + kBar,
                                2 * kMargin + kTitleLetter * static_cast<double>(figure.title.size()));
  const double row_height = kHead + kTitle;
  Svg svg(width, kTop + row_height * static_cast<double>(rows) + 8, figure.name, figure.title, figure.description);
  svg.words({kMargin, 24}, figure.title, Anchor::start, "title");
  for (std::size_t m = 0; m < figure.maps.size(); ++m) {
    const Pixel middle{kLeft + kHead * (static_cast<double>(m % across) + 0.5),
                       kTop + row_height * static_cast<double>(m / across) + kTitle + kHead / 2};
    svg.words({middle.x, middle.y - kHead / 2}, figure.maps[m].title, Anchor::middle, "label");
    draw_map(svg, middle, unit, figure.maps[m], scale);
    draw_head(svg, middle);
    draw_electrodes(svg, middle, figure, flat, figure.maps[m]);
  }
  draw_colour_bar(svg, scale, figure.value_label,
                  {kLeft + kHead * static_cast<double>(across) + 10, kTop + kTitle + 20}, kHead - 40);
  return svg.finish();
}

}  // namespace attune::report
