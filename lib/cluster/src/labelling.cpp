#include "attune/cluster/labelling.hpp"

#include <algorithm>
#include <cmath>

namespace attune::cluster {

Labeller::Labeller(const Grid& grid, const scalp::Neighbours& neighbours, int least_neighbours)
    : grid_(grid),
      neighbours_(neighbours),
      least_neighbours_(least_neighbours),
      slot_(static_cast<std::size_t>(grid.points()), 0) {}

bool Labeller::same_sign_at(Eigen::Index point, double t, std::span<const Beyond> beyond) const {
  const std::int32_t slot = slot_[static_cast<std::size_t>(point)];
  return slot != 0 && (beyond[static_cast<std::size_t>(slot - 1)].t > 0) == (t > 0);
}

void Labeller::take_out_lonely(std::vector<Beyond>& beyond) {
  const Eigen::Index plane = grid_.frequencies * grid_.times;
  for (bool changed = true; changed;) {
    for (std::size_t i = 0; i < beyond.size(); ++i)
      slot_[static_cast<std::size_t>(beyond[i].point)] = static_cast<std::int32_t>(i) + 1;
    std::vector<Beyond> stays;
    for (const Beyond& b : beyond) {
      const Eigen::Index channel = b.point / plane;
      int beside = 0;
      for (const Eigen::Index other : neighbours_[static_cast<std::size_t>(channel)])
        beside += same_sign_at(b.point + (other - channel) * plane, b.t, beyond) ? 1 : 0;
      if (beside >= least_neighbours_) stays.push_back(b);
    }
    for (const Beyond& b : beyond) slot_[static_cast<std::size_t>(b.point)] = 0;
    changed = stays.size() < beyond.size();
    beyond = std::move(stays);
  }
}

std::span<const Beyond> Labeller::prepared(std::span<const Beyond> beyond) {
  if (least_neighbours_ <= 0) return beyond;
  kept_.assign(beyond.begin(), beyond.end());
  take_out_lonely(kept_);
  return kept_;
}

std::int32_t Labeller::root_of(std::int32_t item) {
  auto at = static_cast<std::size_t>(item);
  while (parent_[at] != static_cast<std::int32_t>(at)) {
    parent_[at] = parent_[static_cast<std::size_t>(parent_[at])];
    at = static_cast<std::size_t>(parent_[at]);
  }
  return static_cast<std::int32_t>(at);
}

// The earlier item is the root, so that a cluster is named by its first point.
void Labeller::unite(std::int32_t a, std::int32_t b) {
  const std::int32_t first = root_of(a), second = root_of(b);
  if (first < second)
    parent_[static_cast<std::size_t>(second)] = first;
  else
    parent_[static_cast<std::size_t>(first)] = second;
}

// Points ascend, so that the neighbours before a point already have their slot and each pair is seen once.
void Labeller::join(std::span<const Beyond> beyond) {
  const Eigen::Index plane = grid_.frequencies * grid_.times;
  parent_.resize(beyond.size());
  for (std::size_t i = 0; i < beyond.size(); ++i) {
    const auto item = static_cast<std::int32_t>(i);
    const Eigen::Index point = beyond[i].point, channel = point / plane;
    parent_[i] = item;
    const auto meet = [&](Eigen::Index other) {
      if (same_sign_at(other, beyond[i].t, beyond)) unite(slot_[static_cast<std::size_t>(other)] - 1, item);
    };
    if (point % grid_.times > 0) meet(point - 1);
    if (point % plane >= grid_.times) meet(point - grid_.times);
    for (const Eigen::Index other : neighbours_[static_cast<std::size_t>(channel)]) {
      if (other >= channel) break;
      meet(point + (other - channel) * plane);
    }
    slot_[static_cast<std::size_t>(point)] = item + 1;
  }
  for (const Beyond& b : beyond) slot_[static_cast<std::size_t>(b.point)] = 0;
}

LargestMass Labeller::largest(std::span<const Beyond> all) {
  const std::span<const Beyond> beyond = prepared(all);
  join(beyond);
  mass_.assign(beyond.size(), 0.0);
  LargestMass out;
  for (std::size_t i = 0; i < beyond.size(); ++i)
    mass_[static_cast<std::size_t>(root_of(static_cast<std::int32_t>(i)))] += std::abs(beyond[i].t);
  for (std::size_t i = 0; i < beyond.size(); ++i) {
    double& largest = beyond[i].t > 0 ? out.positive : out.negative;
    largest = std::max(largest, mass_[i]);
  }
  return out;
}

std::vector<Cluster> Labeller::clusters(std::span<const Beyond> all) {
  const std::span<const Beyond> beyond = prepared(all);
  join(beyond);
  std::vector<Cluster> out;
  std::vector<std::size_t> place(beyond.size());
  for (std::size_t i = 0; i < beyond.size(); ++i) {
    const auto root = static_cast<std::size_t>(root_of(static_cast<std::int32_t>(i)));
    if (root == i) {
      place[i] = out.size();
      out.push_back({beyond[i].t > 0 ? 1 : -1, 0.0, {}});
    }
    Cluster& cluster = out[place[root]];
    cluster.mass += std::abs(beyond[i].t);
    cluster.points.push_back(beyond[i].point);
  }
  return out;
}

}  // namespace attune::cluster
