#include "attune/scalp/adjacency.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "attune/base/median.hpp"
#include "attune/scalp/projection.hpp"

namespace attune::scalp {
namespace {

using Pair = std::array<Eigen::Index, 2>;

// Circles that miss each other by less than this part of their size are one: electrodes of a regular cap lie on common
// circles up to rounding.
constexpr double kSameCircle = 1e-6;
// Circles farther from the middle of two electrodes than this many half distances pass another one that lies almost
// between them (an angle of more than 161 degrees): on a rim or a midline that is not quite straight.
constexpr double kWidest = 3.0;

FlatPositions project(const std::vector<std::string>& channels, const Positions& positions,
                      const Eigen::Vector3d& origin) {
  FlatPositions plane = flat_positions(positions, origin);
  for (Eigen::Index i = 0; i < plane.rows(); ++i)
    if (!plane.row(i).allFinite())
      throw analysis_error(
          fmt::format("channel '{}' has no position on the head; expected one with a place in the "
                      "montage; leave it out",
                      channels[static_cast<std::size_t>(i)]));
  for (Eigen::Index i = 0; i < plane.rows(); ++i)
    for (Eigen::Index j = 0; j < i; ++j)
      if ((plane.row(i) - plane.row(j)).norm() < 1e-6)
        throw analysis_error(fmt::format("channels '{}' and '{}' are in one place; expected one electrode at each",
                                         channels[static_cast<std::size_t>(j)], channels[static_cast<std::size_t>(i)]));
  return plane;
}

// The centres of the circles through a and b lie on a line, s from the middle of the two; every other electrode rules
// out the centres that are too far on its own side. They are neighbours if some s is left.
bool has_empty_circle(const FlatPositions& plane, Eigen::Index a, Eigen::Index b) {
  const Eigen::Vector2d along = (plane.row(b) - plane.row(a)).transpose();
  const double half = along.norm() / 2.0;
  const Eigen::Vector2d unit = along / (2.0 * half), normal(-unit.y(), unit.x());
  double low = -kWidest * half, high = kWidest * half;
  for (Eigen::Index k = 0; k < plane.rows(); ++k) {
    if (k == a || k == b) continue;
    const Eigen::Vector2d from_middle = ((plane.row(k) - plane.row(a)).transpose() - along / 2.0).eval();
    const double u = from_middle.dot(unit), v = from_middle.dot(normal);
    if (std::abs(v) < 1e-9 * half) {
      if (std::abs(u) < half) return false;
      continue;
    }
    const double s = (u * u + v * v - half * half) / (2.0 * v);
    if (v > 0)
      high = std::min(high, s);
    else
      low = std::max(low, s);
  }
  return low <= high + kSameCircle * (half + std::abs(low) + std::abs(high));
}

double distance(const Positions& positions, const Pair& pair) {
  return (positions.row(pair[0]) - positions.row(pair[1])).norm();
}

void connect(Adjacency& adjacency, const Pair& pair) {
  adjacency.neighbours[static_cast<std::size_t>(pair[0])].push_back(pair[1]);
  adjacency.neighbours[static_cast<std::size_t>(pair[1])].push_back(pair[0]);
}

void put_in_order(Adjacency& adjacency) {
  for (auto& list : adjacency.neighbours) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
  }
}

// The parts that hang together, each ascending.
std::vector<std::vector<Eigen::Index>> parts_of(const Neighbours& neighbours) {
  std::vector<std::vector<Eigen::Index>> parts;
  std::vector<bool> seen(neighbours.size(), false);
  for (std::size_t start = 0; start < neighbours.size(); ++start) {
    if (seen[start]) continue;
    std::vector<Eigen::Index> part{static_cast<Eigen::Index>(start)};
    seen[start] = true;
    for (std::size_t at = 0; at < part.size(); ++at) {
      for (const Eigen::Index next : neighbours[static_cast<std::size_t>(part[at])]) {
        if (seen[static_cast<std::size_t>(next)]) continue;
        seen[static_cast<std::size_t>(next)] = true;
        part.push_back(next);
      }
    }
    std::sort(part.begin(), part.end());
    parts.push_back(part);
  }
  return parts;
}

}  // namespace

std::size_t Adjacency::pairs() const {
  std::size_t ends = 0;
  for (const auto& list : neighbours) ends += list.size();
  return ends / 2;
}

std::string Adjacency::summary() const {
  if (neighbours.empty()) return "no channels";
  const auto smaller = [](const auto& a, const auto& b) { return a.size() < b.size(); };
  const auto [fewest, most] = std::minmax_element(neighbours.begin(), neighbours.end(), smaller);
  std::string text = fmt::format("{} channels, {} pairs of neighbours, {} to {} each (mean {:.1f})", channels.size(),
                                 pairs(), fewest->size(), most->size(),
                                 2.0 * static_cast<double>(pairs()) / static_cast<double>(channels.size()));
  if (!cut.empty()) text += fmt::format(", {} longer pair{} cut", cut.size(), cut.size() == 1 ? "" : "s");
  return text;
}

Warnings Adjacency::warnings() const {
  Warnings out;
  std::vector<std::string> alone;
  std::size_t parts = 0;
  for (const auto& part : parts_of(neighbours)) {
    if (part.size() == 1)
      alone.push_back(channels[static_cast<std::size_t>(part.front())]);
    else
      ++parts;
  }
  if (!alone.empty() && channels.size() > 1)
    out.push_back(
        fmt::format("channels without a neighbour: {}; a cluster there has one channel alone", fmt::join(alone, ", ")));
  if (parts > 1)
    out.push_back(
        fmt::format("the channels fall into {} parts without a way between them; no cluster spreads from one "
                    "to another",
                    parts));
  return out;
}

Adjacency adjacency_of(const std::vector<std::string>& channels, const Positions& positions,
                       const Eigen::Vector3d& origin, const AdjacencyOptions& options) {
  if (!(options.longest >= 1.0))
    throw usage_error(fmt::format("the longest pair is {} medians; expected 1 or more", options.longest));
  const FlatPositions plane = project(channels, positions, origin);
  std::vector<Pair> pairs;
  std::vector<double> distances, nearest(channels.size(), std::numeric_limits<double>::infinity());
  for (Eigen::Index a = 0; a < plane.rows(); ++a) {
    for (Eigen::Index b = a + 1; b < plane.rows(); ++b) {
      if (!has_empty_circle(plane, a, b)) continue;
      pairs.push_back({a, b});
      distances.push_back(distance(positions, pairs.back()));
      for (const Eigen::Index end : {a, b})
        nearest[static_cast<std::size_t>(end)] = std::min(nearest[static_cast<std::size_t>(end)], distances.back());
    }
  }
  Adjacency out{channels, Neighbours(channels.size()), {}};
  const double limit = pairs.empty() ? 0.0 : options.longest * median_of(distances) * (1.0 + 1e-9);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const auto [a, b] = pairs[i];
    const bool is_nearest = distances[i] <= nearest[static_cast<std::size_t>(a)] * (1.0 + 1e-9) ||
                            distances[i] <= nearest[static_cast<std::size_t>(b)] * (1.0 + 1e-9);
    if (distances[i] > limit && !is_nearest)
      out.cut.push_back(pairs[i]);
    else
      connect(out, pairs[i]);
  }
  put_in_order(out);
  return out;
}

Adjacency adjacency_from_table(const Table& table, const std::vector<std::string>& channels) {
  const std::vector<std::string> from = table.text("channel"), to = table.text("neighbour");
  Adjacency out{channels, Neighbours(channels.size()), {}};
  std::vector<bool> named(channels.size(), false);
  const auto index_of = [&](const std::string& name) {
    return static_cast<Eigen::Index>(std::find(channels.begin(), channels.end(), name) - channels.begin());
  };
  const auto count = static_cast<Eigen::Index>(channels.size());
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (from[row] == "n/a") table.throw_at(row, "channel", "no channel; expected the name of one");
    if (from[row] == to[row])
      table.throw_at(row, "neighbour", fmt::format("'{}' is its own neighbour; expected another channel", to[row]));
    const Eigen::Index a = index_of(from[row]), b = to[row] == "n/a" ? count : index_of(to[row]);
    if (a < count) named[static_cast<std::size_t>(a)] = true;
    if (b < count) named[static_cast<std::size_t>(b)] = true;
    if (a < count && b < count) connect(out, {a, b});
  }
  const auto missing = std::find(named.begin(), named.end(), false);
  if (missing != named.end())
    throw input_error(table.path(), fmt::format("no row has the channel '{}'; expected its neighbours, or n/a as its "
                                                "neighbour if it has none",
                                                channels[static_cast<std::size_t>(missing - named.begin())]));
  put_in_order(out);
  return out;
}

Table to_table(const Adjacency& adjacency) {
  Column::Text from, to;
  for (std::size_t a = 0; a < adjacency.channels.size(); ++a) {
    if (adjacency.neighbours[a].empty()) {
      from.push_back(adjacency.channels[a]);
      to.emplace_back("n/a");
    }
    for (const Eigen::Index b : adjacency.neighbours[a]) {
      if (static_cast<std::size_t>(b) < a) continue;
      from.push_back(adjacency.channels[a]);
      to.push_back(adjacency.channels[static_cast<std::size_t>(b)]);
    }
  }
  Table table;
  table.add("channel", from);
  table.add("neighbour", to);
  return table;
}

}  // namespace attune::scalp
