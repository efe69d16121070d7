#include "attune/cluster/enhancement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/base/error.hpp"

namespace attune::cluster {
namespace {

// An infinite t (no variation within groups) would leave infinity less infinity.
constexpr double kHighest = 1e8;

}  // namespace

Enhancer::Enhancer(const Grid& grid, const scalp::Neighbours& neighbours, const EnhancementOptions& options)
    : grid_(grid), neighbours_(neighbours), options_(options) {
  if (!(options.height >= 0) || !(options.extent >= 0))
    throw usage_error(
        fmt::format("powers of height {} and extent {}; expected 0 or more", options.height, options.extent));
  const auto points = static_cast<std::size_t>(grid.points());
  extent_power_.resize(points + 1);
  for (std::size_t n = 1; n <= points; ++n) extent_power_[n] = std::pow(static_cast<double>(n), options.extent);
  out_.resize(points);
  parent_.resize(points);
  size_.resize(points);
  gained_.resize(points);
  since_.resize(points);
}

// The integral of h^H from 0 to the height.
double Enhancer::volume_below(double height) const {
  const double power = options_.height + 1.0;
  return (power == 3.0 ? height * height * height : std::pow(height, power)) / power;
}

// The cluster had its size from its last change down to here.
void Enhancer::change(std::size_t root, double height_volume) {
  gained_[root] += extent_power_[static_cast<std::size_t>(size_[root])] * (since_[root] - height_volume);
  since_[root] = height_volume;
}

std::int32_t Enhancer::root_of(std::int32_t point) const {
  while (parent_[static_cast<std::size_t>(point)] != point) point = parent_[static_cast<std::size_t>(point)];
  return point;
}

// The smaller hangs below the larger, so that no way is longer than log2 of the points; what the larger has gained so
// far is no part of what the smaller's points get.
void Enhancer::unite(std::int32_t a, std::int32_t b, double height_volume) {
  auto large = static_cast<std::size_t>(root_of(a)), small = static_cast<std::size_t>(root_of(b));
  if (large == small) return;
  if (size_[large] < size_[small]) std::swap(large, small);
  change(large, height_volume);
  change(small, height_volume);
  gained_[small] -= gained_[large];
  parent_[small] = static_cast<std::int32_t>(large);
  size_[large] += size_[small];
}

void Enhancer::visit(std::int32_t point, double height_volume) {
  const auto at = static_cast<std::size_t>(point);
  parent_[at] = point;
  size_[at] = 1;
  gained_[at] = 0;
  since_[at] = height_volume;
  const Eigen::Index plane = grid_.frequencies * grid_.times, channel = point / plane, in_plane = point % plane;
  const auto meet = [&](Eigen::Index other) {
    if (parent_[static_cast<std::size_t>(other)] >= 0) unite(point, static_cast<std::int32_t>(other), height_volume);
  };
  const Eigen::Index time = point % grid_.times;
  if (time > 0) meet(point - 1);
  if (time + 1 < grid_.times) meet(point + 1);
  if (in_plane >= grid_.times) meet(point - grid_.times);
  if (in_plane + grid_.times < plane) meet(point + grid_.times);
  for (const Eigen::Index other : neighbours_[static_cast<std::size_t>(channel)])
    meet(point + (other - channel) * plane);
}

void Enhancer::enhance_sign(std::span<const double> t, double sign) {
  order_.clear();
  for (std::size_t i = 0; i < t.size(); ++i)
    if (sign * t[i] > 0) order_.emplace_back(-std::min(sign * t[i], kHighest), static_cast<std::int32_t>(i));
  std::sort(order_.begin(), order_.end());
  std::fill(parent_.begin(), parent_.end(), -1);
  for (const auto& [minus_height, point] : order_) visit(point, volume_below(-minus_height));
  for (const auto& [minus_height, point] : order_)
    if (parent_[static_cast<std::size_t>(point)] == point) change(static_cast<std::size_t>(point), 0.0);
  for (const auto& [minus_height, point] : order_) {
    double sum = gained_[static_cast<std::size_t>(point)];
    for (std::int32_t at = point; parent_[static_cast<std::size_t>(at)] != at;) {
      at = parent_[static_cast<std::size_t>(at)];
      sum += gained_[static_cast<std::size_t>(at)];
    }
    out_[static_cast<std::size_t>(point)] = sign * sum;
  }
}

const std::vector<double>& Enhancer::enhance(std::span<const double> t) {
  std::fill(out_.begin(), out_.end(), 0.0);
  enhance_sign(t, 1.0);
  enhance_sign(t, -1.0);
  return out_;
}

}  // namespace attune::cluster
