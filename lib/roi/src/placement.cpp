#include "attune/roi/placement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <unordered_map>

#include "nearest.hpp"

namespace attune::roi {
namespace {

constexpr std::size_t kNamesInAMessage = 8;
constexpr const char* kOtherGrid = "{} is on another grid than the image: nearest neighbour onto the image's voxels";

// For every code the place of its region, -1 without one.
class RegionOfCode {
 public:
  explicit RegionOfCode(const std::vector<AtlasRegion>& regions) {
    for (std::size_t r = 0; r < regions.size(); ++r)
      places_[static_cast<std::int32_t>(regions[r].code.value)] = static_cast<std::int64_t>(r);
  }
  std::int64_t operator()(std::int32_t code) {
    if (code == 0) return -1;
    if (code != last_code_) {
      const auto found = places_.find(code);
      last_code_ = code;
      last_place_ = found == places_.end() ? -1 : found->second;
    }
    return last_place_;
  }

 private:
  std::unordered_map<std::int32_t, std::int64_t> places_;
  std::int32_t last_code_ = 0;
  std::int64_t last_place_ = -1;
};

void place_labels(const Atlas& atlas, Placement& out) {
  RegionOfCode region_of(atlas.regions);
  if (same_grid(atlas.grid, out.grid)) {
    for (std::size_t v = 0; v < atlas.codes.size(); ++v)
      if (const std::int64_t r = region_of(atlas.codes[v]); r >= 0)
        out.regions[static_cast<std::size_t>(r)].offsets.push_back(static_cast<std::uint32_t>(v));
    return;
  }
  out.warnings.push_back(fmt::format(kOtherGrid, atlas.name));
  const std::vector<std::int64_t> nearest = nearest_offsets(out.grid, atlas.grid);
  for (std::size_t v = 0; v < nearest.size(); ++v) {
    if (nearest[v] < 0) continue;
    if (const std::int64_t r = region_of(atlas.codes[static_cast<std::size_t>(nearest[v])]); r >= 0)
      out.regions[static_cast<std::size_t>(r)].offsets.push_back(static_cast<std::uint32_t>(v));
  }
  const Affine to_image = composed(out.grid.affine.inverse(), atlas.grid.affine);
  std::vector<std::size_t> all(out.regions.size(), 0), seen(out.regions.size(), 0);
  for (std::size_t v = 0; v < atlas.codes.size(); ++v) {
    const std::int64_t r = region_of(atlas.codes[v]);
    if (r < 0) continue;
    ++all[static_cast<std::size_t>(r)];
    if (nearest_offset(to_image, out.grid, atlas.grid.voxel(v)) >= 0) ++seen[static_cast<std::size_t>(r)];
  }
  for (std::size_t r = 0; r < all.size(); ++r)
    out.regions[r].in_view = all[r] == 0 ? 0.0 : static_cast<double>(seen[r]) / static_cast<double>(all[r]);
}

void place_map(const RegionMap& map, bool weighted, const Grid& grid, RegionVoxels& region) {
  if (same_grid(map.grid, grid)) {
    region.offsets = map.offsets;
    if (weighted) region.weights = map.weights;
    return;
  }
  std::vector<double> dense(map.grid.voxels(), 0.0);
  for (std::size_t i = 0; i < map.offsets.size(); ++i) dense[map.offsets[i]] = map.weights[i];
  const std::vector<std::int64_t> nearest = nearest_offsets(grid, map.grid);
  for (std::size_t v = 0; v < nearest.size(); ++v) {
    const double weight = nearest[v] < 0 ? 0.0 : dense[static_cast<std::size_t>(nearest[v])];
    if (weight == 0.0) continue;
    region.offsets.push_back(static_cast<std::uint32_t>(v));
    if (weighted) region.weights.push_back(weight);
  }
  const Affine to_image = composed(grid.affine.inverse(), map.grid.affine);
  const auto seen = std::count_if(map.offsets.begin(), map.offsets.end(), [&](std::uint32_t v) {
    return nearest_offset(to_image, grid, map.grid.voxel(v)) >= 0;
  });
  region.in_view = static_cast<double>(seen) / static_cast<double>(map.offsets.size());
}

void place_maps(const Atlas& atlas, Placement& out) {
  bool other_grid = false;
  for (std::size_t r = 0; r < atlas.maps.size(); ++r) {
    place_map(atlas.maps[r], atlas.kind == Atlas::Kind::maps, out.grid, out.regions[r]);
    other_grid = other_grid || !same_grid(atlas.maps[r].grid, out.grid);
  }
  if (other_grid) out.warnings.push_back(fmt::format(kOtherGrid, atlas.name));
}

void place_spheres(const Atlas& atlas, const PlaceOptions& options, Placement& out) {
  for (std::size_t r = 0; r < atlas.spheres.size(); ++r) {
    SphereVoxels voxels = voxels_of(atlas.spheres[r], out.grid);
    const std::size_t all = voxels.offsets.size() + voxels.outside;
    out.regions[r].in_view = static_cast<double>(voxels.offsets.size()) / static_cast<double>(all);
    out.regions[r].offsets = std::move(voxels.offsets);
    if (out.regions[r].offsets.empty() && !options.allow_empty)
      throw analysis_error(fmt::format("sphere {} of {} has no voxel in the image's box; --allow-empty leaves it n/a",
                                       out.regions[r].name, atlas.name));
  }
}

// The first pair of regions that share voxels, as a message; empty without one.
std::string first_overlap(const Placement& placement) {
  std::vector<std::int32_t> owner(placement.grid.voxels(), -1);
  for (std::size_t r = 0; r < placement.regions.size(); ++r) {
    std::size_t shared = 0;
    std::int32_t other = -1;
    for (const std::uint32_t v : placement.regions[r].offsets) {
      if (owner[v] >= 0) {
        ++shared;
        if (other < 0) other = owner[v];
      }
      owner[v] = static_cast<std::int32_t>(r);
    }
    if (shared > 0)
      return fmt::format("{} shares {} voxels with {}", placement.regions[r].name, shared,
                         placement.regions[static_cast<std::size_t>(other)].name);
  }
  return "";
}

void check_overlap(const Atlas& atlas, const PlaceOptions& options, Placement& out) {
  if (options.allow_overlap || out.regions.size() < 2) return;
  const std::string overlap = first_overlap(out);
  if (overlap.empty()) return;
  if (atlas.kind == Atlas::Kind::spheres)
    throw analysis_error(fmt::format("spheres overlap: {}; --allow-overlap counts them in both", overlap));
  out.warnings.push_back(fmt::format("maps of {} overlap: {}; they count in both", atlas.name, overlap));
}

}  // namespace

Placement place(const Atlas& atlas, const Grid& grid, const PlaceOptions& options) {
  if (grid.voxels() > std::numeric_limits<std::uint32_t>::max())
    throw Error(Fault::input, fmt::format("a grid of {} voxels is too large for regions", grid.voxels()));
  Placement out;
  out.grid = grid;
  for (const AtlasRegion& region : atlas.regions) out.regions.push_back({region.name, region.code, {}, {}, 1.0});
  if (atlas.kind == Atlas::Kind::labels) {
    place_labels(atlas, out);
  } else if (atlas.kind == Atlas::Kind::spheres) {
    place_spheres(atlas, options, out);
    check_overlap(atlas, options, out);
  } else {
    place_maps(atlas, out);
    check_overlap(atlas, options, out);
  }
  for (const RegionVoxels& region : out.regions)
    if (region.offsets.empty()) out.lost.push_back(region.name);
  if (!out.lost.empty()) {
    const std::size_t shown = std::min(out.lost.size(), kNamesInAMessage);
    out.warnings.push_back(fmt::format(
        "{} of {} regions of {} have no voxel on the image's grid: {}{}", out.lost.size(), out.regions.size(),
        atlas.name, fmt::join(out.lost.begin(), out.lost.begin() + static_cast<std::ptrdiff_t>(shown), ", "),
        shown < out.lost.size() ? ", ..." : ""));
  }
  return out;
}

}  // namespace attune::roi
