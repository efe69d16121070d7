#include "attune/roi/spheres.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>

#include "attune/base/error.hpp"
#include "attune/base/number_text.hpp"
#include "attune/roi/label_table.hpp"
#include "attune/table/delimited.hpp"

namespace attune::roi {
namespace {

// Affines carry rounding noise of this order: a voxel exactly on the surface belongs to the sphere.
constexpr double kSurfaceToleranceMm = 1e-6;
constexpr double kLargestRadiusMm = 150.0;

std::string optional_text(const Table& table, const char* column, std::size_t row) {
  if (!table.has(column)) return "";
  const std::string cell = table.column(column).cell(row);
  return is_missing(cell) ? "" : cell;
}

// Up to so many voxels those outside the grid are counted one by one, beyond it their number is estimated.
constexpr double kMostCounted = 1e7;

// A voxel index that a double holds exactly; what lies farther out (or is not finite) becomes the farthest.
std::int64_t index_of(double at) {
  constexpr double kFarthest = 9007199254740992.0;
  if (!(at > -kFarthest)) return -static_cast<std::int64_t>(kFarthest);
  return static_cast<std::int64_t>(std::min(at, kFarthest));
}

struct Box {
  std::array<std::int64_t, 3> low, high;
  friend bool operator==(const Box&, const Box&) = default;
  double voxels() const {
    double out = 1.0;
    for (std::size_t d = 0; d < 3; ++d) out *= static_cast<double>(high[d]) - static_cast<double>(low[d]) + 1.0;
    return out;
  }
};

// Along voxel axis d, a ball of radius r reaches r |row d of the inverse affine| beyond its centre.
Box box_of(const Affine& to_voxel, const std::array<double, 3>& centre, double radius) {
  Box box{};
  for (std::size_t d = 0; d < 3; ++d) {
    const auto& row = to_voxel.rows[d];
    const double reach = radius * std::sqrt(row[0] * row[0] + row[1] * row[1] + row[2] * row[2]);
    box.low[d] = index_of(std::floor(centre[d] - reach));
    box.high[d] = index_of(std::ceil(centre[d] + reach));
  }
  return box;
}

Box inside(Box box, const Grid& grid) {
  for (std::size_t d = 0; d < 3; ++d) {
    box.low[d] = std::max<std::int64_t>(box.low[d], 0);
    box.high[d] = std::min(box.high[d], grid.shape[d] - 1);
  }
  return box;
}

}  // namespace

std::vector<Sphere> read_spheres(const std::filesystem::path& path) {
  const Table table = read_table(path);
  const std::vector<std::string> names = table.text("name");
  const std::vector<double> x = table.numbers("x"), y = table.numbers("y"), z = table.numbers("z");
  const std::vector<double> radius = table.numbers("radius_mm");
  std::vector<Sphere> out;
  std::map<std::string, std::size_t> seen;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::string name = safe_name(trimmed(names[row]));
    if (is_missing(trimmed(names[row]))) table.throw_at(row, "name", "a sphere without a name");
    if (const auto [first, is_new] = seen.emplace(name, row); !is_new)
      table.throw_at(row, "name", fmt::format("{} is also at {}", in_quotes(name), table.where(first->second)));
    for (const auto& [column, value] : {std::pair{"x", x[row]}, std::pair{"y", y[row]}, std::pair{"z", z[row]}})
      if (!std::isfinite(value)) table.throw_at(row, column, "a coordinate is missing; expected millimetres");
    if (!(radius[row] > 0.0 && radius[row] <= kLargestRadiusMm))
      table.throw_at(row, "radius_mm",
                     fmt::format("{} is not a radius between 0 and {} mm", format_double(radius[row]),
                                 format_double(kLargestRadiusMm)));
    out.push_back({name,
                   {x[row], y[row], z[row]},
                   Millimetres(radius[row]),
                   optional_text(table, "space", row),
                   optional_text(table, "source", row)});
  }
  if (out.empty()) throw input_error(path, "names no sphere");
  return out;
}

Table to_table(std::span<const Sphere> spheres) {
  Column::Text names, spaces, sources;
  Column::Numbers x, y, z, radii;
  for (const Sphere& sphere : spheres) {
    names.push_back(sphere.name);
    x.push_back(sphere.centre.x);
    y.push_back(sphere.centre.y);
    z.push_back(sphere.centre.z);
    radii.push_back(sphere.radius.value());
    spaces.push_back(sphere.space.empty() ? "n/a" : sphere.space);
    sources.push_back(sphere.source.empty() ? "n/a" : sphere.source);
  }
  Table table;
  table.add("name", std::move(names));
  table.add("x", std::move(x));
  table.add("y", std::move(y));
  table.add("z", std::move(z));
  table.add("radius_mm", std::move(radii));
  table.add("space", std::move(spaces));
  table.add("source", std::move(sources));
  return table;
}

SphereVoxels voxels_of(const Sphere& sphere, const Grid& grid) {
  const Affine to_voxel = grid.affine.inverse();
  const WorldPoint at = to_voxel.apply(sphere.centre.x, sphere.centre.y, sphere.centre.z);
  const double radius = sphere.radius.value() + kSurfaceToleranceMm;
  const Box box = box_of(to_voxel, {at.x, at.y, at.z}, radius);
  const VoxelIndex holds{index_of(std::round(at.x)), index_of(std::round(at.y)), index_of(std::round(at.z))};
  const Box seen = inside(box, grid);
  const bool counted = box == seen || box.voxels() < kMostCounted;
  const Box& walked = counted ? box : seen;
  SphereVoxels out;
  const auto visit = [&](std::int64_t i, std::int64_t j, std::int64_t k) {
    const WorldPoint p = grid.affine.apply(static_cast<double>(i), static_cast<double>(j), static_cast<double>(k));
    const double dx = p.x - sphere.centre.x, dy = p.y - sphere.centre.y, dz = p.z - sphere.centre.z;
    const VoxelIndex voxel{i, j, k};
    if (dx * dx + dy * dy + dz * dz > radius * radius && !(voxel == holds)) return;
    if (grid.contains(voxel))
      out.offsets.push_back(static_cast<std::uint32_t>(grid.offset(voxel)));
    else
      ++out.outside;
  };
  for (std::int64_t k = walked.low[2]; k <= walked.high[2]; ++k)
    for (std::int64_t j = walked.low[1]; j <= walked.high[1]; ++j)
      for (std::int64_t i = walked.low[0]; i <= walked.high[0]; ++i) visit(i, j, k);
  if (!counted) {
    const double volume = 4.0 / 3.0 * std::numbers::pi * radius * radius * radius;
    const double all = std::round(volume / std::abs(grid.affine.determinant()));
    const double outside = all - static_cast<double>(out.offsets.size());
    out.outside = static_cast<std::size_t>(index_of(std::max(outside, 0.0)));
  }
  std::sort(out.offsets.begin(), out.offsets.end());
  return out;
}

}  // namespace attune::roi
